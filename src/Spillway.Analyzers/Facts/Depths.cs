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
    // The height of an answer for which the calls that were left did not do.
    private const int Cut = int.MaxValue;

    private readonly int _deepest;
    private readonly T _unknown;
    private readonly Search _find;
    private readonly ConcurrentDictionary<TKey, Answer?[]> _known;

    /// <summary>Answers of <paramref name="find"/>, which looks into <paramref name="deepest"/> functions one behind the other, and takes <paramref name="unknown"/> for an answer about the next.</summary>
    public Depths(int deepest, T unknown, IEqualityComparer<TKey> comparer, Search find) => (_deepest, _unknown, _find, _known) = (deepest, unknown, find, new(comparer));

    /// <summary>Looks into <paramref name="function"/>. What it has to know about another one it asks for with one function less <paramref name="left"/>, and hands on <paramref name="height"/>.</summary>
    internal delegate T Search(TKey function, int left, ref int height);

    /// <summary>The answer for <paramref name="function"/>, with all the depth there is.</summary>
    public T Of(TKey function)
    {
        var height = 0;
        return Of(function, _deepest, ref height);
    }

    /// <summary>
    /// The answer for <paramref name="function"/> with <paramref name="left"/> functions left to look into, its own among them. <paramref name="height"/>, how many functions whoever asks has to look into one
    /// behind the other, grows by what this answer needs.
    /// </summary>
    public T Of(TKey function, int left, ref int height)
    {
        if (left == 0)
        {
            height = Cut;
            return _unknown;
        }

        var answer = Find(function, left);
        height = Math.Max(height, answer.Height == Cut ? Cut : answer.Height + 1);
        return answer.Value;
    }

    private Answer Find(TKey function, int left)
    {
        // There is no answer without a function to look into: the first place is for the one that is whole.
        var known = _known.GetOrAdd(function, _ => new Answer?[_deepest + 1]);
        if (known[0] is { } whole && whole.Height <= left)
            return whole;
        if (known[left] is { } cut)
            return cut;

        var height = 1;
        var value = _find(function, left, ref height);
        return known[height <= left ? 0 : left] = new Answer(value, height);
    }

    private sealed record Answer(T Value, int Height);
}
