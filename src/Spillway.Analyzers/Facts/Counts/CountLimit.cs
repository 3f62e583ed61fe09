using System;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>How many there are at most: a number, or what names one.</summary>
/// <param name="Number">The number, where it is known.</param>
/// <param name="Limit">What names it, where it is not.</param>
internal sealed record CountLimit(int? Number, IOperation? Limit)
{
    public static readonly CountLimit None = new(0, null);

    /// <summary>For a variable that was given another value on the way, that value.</summary>
    public IOperation? Assigned { get; init; }

    /// <summary>What says so, in the code that was asked about.</summary>
    public IOperation? Because { get; init; }

    /// <summary>The one of two that bounds more, where both hold.</summary>
    public static CountLimit? And(CountLimit? one, CountLimit? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        ({ Number: { } first }, { Number: { } second }) => first <= second ? one : other,
        ({ Number: null }, { Number: not null }) => other,
        _ => one,
    };

    /// <summary>What bounds where one of two holds, and nobody knows which.</summary>
    public static CountLimit? Or(CountLimit? one, CountLimit? other) => (one, other) switch
    {
        (null, _) or (_, null) => null,
        ({ Number: { } first }, { Number: { } second }) => first >= second ? one : other,
        ({ Number: null }, _) => one,
        _ => other,
    };
}

/// <summary>What is counted: a collection, or a variable that holds a number.</summary>
/// <param name="Counted">The variable, member or parameter.</param>
internal sealed record CountSubject(ISymbol Counted)
{
    /// <summary>True where it grows by one at a time, so that a count that is not eight has not come to eight.</summary>
    public bool Grows { get; init; }

    /// <summary>In a method that is looked into, the call that leads there.</summary>
    public Microsoft.CodeAnalysis.Operations.IInvocationOperation? Call { get; init; }

    /// <summary>What was counted where the call is made.</summary>
    public CountSubject? Caller { get; init; }

    public int Depth => Caller is null ? 0 : Caller.Depth + 1;
}
