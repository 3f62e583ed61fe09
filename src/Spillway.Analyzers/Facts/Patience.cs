using System;
using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Whoever asks may lose interest: with the next key, an editor calls off what it asked for. Facts outlive the question for which they are found, so none
/// of them can keep its token; it goes along with the thread that works on the question, and every long walk looks at it.
/// </summary>
internal static class Patience
{
    [ThreadStatic]
    private static CancellationToken _token;

    /// <summary>From here on the thread works for whoever holds <paramref name="token"/>, until the result is disposed.</summary>
    public static Question For(CancellationToken token)
    {
        var before = _token;
        _token = token;
        return new Question(before);
    }

    /// <summary>Ends the work when nobody waits for it any more.</summary>
    public static void Check() => _token.ThrowIfCancellationRequested();

    /// <summary>A question that a thread works on.</summary>
    internal readonly struct Question : IDisposable
    {
        private readonly CancellationToken _before;

        public Question(CancellationToken before) => _before = before;

        public void Dispose() => _token = _before;
    }
}
