using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Answers about functions which ask the same about those that they call, or that call them, down to a depth. What is answered must not hang on who has asked first, or two builds of one
/// program say different things. So an answer is one for a function and for the calls that are left, and only where those were enough it stands for any greater number.
/// </summary>
internal sealed class Depths<TKey, T>
    where TKey : class
{
    /// <summary>The height of an answer for which the calls that were left did not do.</summary>
    public const int Cut = int.MaxValue;

    private readonly int _deepest;
    private readonly ConcurrentDictionary<TKey, Answer?[]> _known;

    public Depths(int deepest, IEqualityComparer<TKey> comparer) => (_deepest, _known) = (deepest, new(comparer));

    /// <summary>The answer for <paramref name="function"/> with <paramref name="left"/> functions left to look into, its own among them.</summary>
    public Answer Of(TKey function, int left, Func<TKey, int, Answer> find)
    {
        // There is no answer without a function to look into: the first place is for the one that is whole.
        var known = _known.GetOrAdd(function, _ => new Answer?[_deepest + 1]);
        if (known[0] is { } whole && whole.Height <= left)
            return whole;
        if (known[left] is { } cut)
            return cut;

        var answer = find(function, left);
        return known[answer.Height <= left ? 0 : left] = answer;
    }

    /// <summary>The height of what asks for an answer of the height <paramref name="asked"/>.</summary>
    public static int Above(int asked) => asked == Cut ? Cut : asked + 1;

    /// <summary>What is known, and how many functions had to be looked into one behind the other.</summary>
    internal sealed record Answer(T Value, int Height);
}
