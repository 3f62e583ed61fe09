using System;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// An answer that is found when it is first asked for, once, while others wait. A search that is called off is no answer: other than a lazy value, this one
/// is looked for again by whoever asks next.
/// </summary>
internal sealed class OnDemand<T>
{
    private readonly object _gate = new();
    private readonly Func<T> _find;
    private volatile Answer? _answer;

    public OnDemand(Func<T> find) => _find = find;

    public T Value => (_answer ?? Find()).Value;

    private Answer Find()
    {
        lock (_gate)
            return _answer ??= new Answer(_find());
    }

    private sealed class Answer
    {
        public Answer(T value) => Value = value;

        public T Value { get; }
    }
}
