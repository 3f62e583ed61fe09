using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What kind of number a count is, from the best known to the least bounded.</summary>
internal enum OriginKind
{
    /// <summary>Known in advance: see <see cref="Origin.Count"/>.</summary>
    Constant,

    /// <summary>Fixed when the program was written or set up, and small: the members of an enumeration, registered services, options, a limit that somebody chose.</summary>
    FixedSmall,

    /// <summary>The size of the machine: processors, drives, network cards.</summary>
    Machine,

    /// <summary>Nothing in view tells.</summary>
    Unknown,

    /// <summary>It comes from data, and nobody knows how large it gets: query results, what a caller passes, what a request says.</summary>
    Data,
}

/// <summary>Where a count comes from.</summary>
/// <param name="Kind">The kind of number.</param>
/// <param name="Count">The number itself, for constants, and for the members of an enumeration; none where it is not known.</param>
/// <param name="Source">For data, what brings it, in words that follow "comes from".</param>
internal readonly record struct Origin(OriginKind Kind, int Count, string Source = "")
{
    public static readonly Origin FixedSmall = new(OriginKind.FixedSmall, 0);

    /// <summary>What somebody has written into the settings of the program.</summary>
    public static readonly Origin Configured = new(OriginKind.FixedSmall, 0, "the settings");

    /// <summary>As many of a larger number as somebody asks for at a time: a page, a batch.</summary>
    public static readonly Origin Page = FixedSmall with { IsPage = true };

    public static readonly Origin Machine = new(OriginKind.Machine, 0);
    public static readonly Origin Unknown = new(OriginKind.Unknown, 0);

    public bool IsData => Kind == OriginKind.Data;

    /// <summary>True for as many as others have registered: whether that is a handful when the program starts or one for each customer, nobody in view says.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>True for a page or batch of something larger: few enough to have at the same time, and too many to ask for one by one.</summary>
    public bool IsPage { get; init; }

    /// <summary>True for a number that an answer from outside holds: as a count of what there is it is data; as a limit it is one that somebody chose.</summary>
    public bool IsAnswer { get; init; }

    public bool IsConfigured => this == Configured;

    /// <summary>As many as an enumeration has members today: it may get more, but not with the data.</summary>
    public static Origin Members(int count) => FixedSmall with { Count = count };

    /// <summary>True where it is known to be no more than <paramref name="most"/>.</summary>
    public bool IsAtMost(int most) => Count <= most && (Kind == OriginKind.Constant || Kind == OriginKind.FixedSmall && Count > 0);

    public static Origin Constant(int count) => new(OriginKind.Constant, count);

    public static Origin Data(string source) => new(OriginKind.Data, 0, source);

    public static Origin Answered(string source) => Data(source) with { IsAnswer = true };

    public static Origin Registered(string adder) => Data($"what '{adder}' adds") with { IsRegistered = true };

    /// <summary>How often the body of <paramref name="loop"/> runs.</summary>
    public static Origin OfIterations(ILoopOperation loop, ConcurrencyModel model) => new OriginReader(model).OfIterations(loop, 0);

    /// <summary>How many items <paramref name="source"/> has.</summary>
    public static Origin OfItems(IOperation source, ConcurrencyModel model) => new OriginReader(model).OfItems(source, 0);

    /// <summary>The same, as far as the conditions let it come to the loop.</summary>
    public static Origin OfCheckedIterations(ILoopOperation loop, ConcurrencyModel model) => new OriginReader(model, loop).OfIterations(loop, 0);

    /// <summary>The same, as far as the conditions let it come there.</summary>
    public static Origin OfCheckedItems(IOperation source, ConcurrencyModel model) => new OriginReader(model, source).OfItems(source, 0);

    /// <summary>What the conditions say that hold at <paramref name="place"/> of how many there are in <paramref name="counted"/>; for what <paramref name="grows"/> there, how many it grows to.</summary>
    public static (Origin Most, Witness Because)? OfLimit(ISymbol counted, IOperation place, ConcurrencyModel model, bool grows = false) => new OriginReader(model, place).OfLimit(counted, place, grows, 0);

    /// <summary>The one of two that bounds less: a count that may be either.</summary>
    public Origin Or(Origin other) =>
        Kind == OriginKind.Constant && other.Kind == OriginKind.Constant ? Constant(Math.Max(Count, other.Count))
        : Joined(other, IsCounted && other.IsCounted ? Math.Max(Count, other.Count) : 0);

    /// <summary>Both, one after the other.</summary>
    public Origin And(Origin other) =>
        Kind == OriginKind.Constant && other.Kind == OriginKind.Constant
            ? Constant((int)Math.Min(int.MaxValue, (long)Count + other.Count))
            : Joined(other, IsCounted && other.IsCounted ? (int)Math.Min(int.MaxValue, (long)Count + other.Count) : 0);

    private bool IsCounted => Kind == OriginKind.Constant || Kind == OriginKind.FixedSmall && Count > 0;

    private Origin Joined(Origin other, int count)
    {
        var less = other.Kind > Kind ? other : this;
        return less is { Kind: OriginKind.FixedSmall, Count: > 0 } ? less with { Count = count } : less;
    }

    /// <summary>The one of two that bounds more.</summary>
    public Origin AtMost(Origin limit) =>
        Kind == OriginKind.Constant && limit.Kind == OriginKind.Constant ? Constant(Math.Min(Count, limit.Count))
        : limit.Kind < Kind ? limit : this;
}
