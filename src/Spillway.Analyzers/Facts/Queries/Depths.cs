using System;
using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>
/// Answers about methods which ask the same about the methods that they call, down to a depth. What is answered must not hang on who has asked first, or two builds of one program say
/// different things. So an answer is one for a method and for the calls that are left, and only where those were enough it stands for any greater number.
/// </summary>
internal sealed class Depths<T>
{
    /// <summary>The height of an answer for which the calls that were left did not do.</summary>
    public const int Cut = int.MaxValue;

    private readonly int _deepest;
    private readonly ConcurrentDictionary<IMethodSymbol, Answer?[]> _known = new(SymbolEqualityComparer.Default);

    public Depths(int deepest) => _deepest = deepest;

    /// <summary>The answer for <paramref name="method"/> with <paramref name="left"/> methods left to look into, its own among them.</summary>
    public Answer Of(IMethodSymbol method, int left, Func<IMethodSymbol, int, Answer> find)
    {
        // There is no answer without a method to look into: the first place is for the one that is whole.
        var known = _known.GetOrAdd(method, _ => new Answer?[_deepest + 1]);
        if (known[0] is { } whole && whole.Height <= left)
            return whole;
        if (known[left] is { } cut)
            return cut;

        var answer = find(method, left);
        return known[answer.Height <= left ? 0 : left] = answer;
    }

    /// <summary>The height of what asks for an answer of the height <paramref name="asked"/>.</summary>
    public static int Above(int asked) => asked == Cut ? Cut : asked + 1;

    /// <summary>What is known, and how many methods had to be looked into one below the other.</summary>
    internal sealed record Answer(T Value, int Height);
}
