using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A task that is started and that nobody keeps.</summary>
/// <param name="Start">The call that starts it.</param>
/// <param name="IsDiscarded">True when a discard says that this is on purpose.</param>
/// <param name="Work">What it does.</param>
/// <param name="Loops">The loops that start it again and again, innermost first.</param>
/// <param name="Count">How often; for no loop, once.</param>
/// <param name="Root">The root that it is started in.</param>
internal sealed record DroppedTask(IInvocationOperation Start, bool IsDiscarded, StartedWork Work, ImmutableArray<ILoopOperation> Loops, Origin Count, Root? Root)
{
    private const string Unseen = "nobody sees its failure";

    /// <summary>Who sees to its failure: a handler around all it does, or a continuation.</summary>
    public bool IsHandled { get; init; }

    /// <summary>True where each await in the work lies in a <c>try</c> that lets nothing out: what may be lost is no more than a call that should not have been made.</summary>
    public bool IsMostlyHandled { get; init; }

    /// <summary>True in a loop whose count nobody knows, where no discard says that dropping is on purpose: its failure is lost all the same.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>True where what is called is an interface's, and nobody in view implements it: that it takes long or reaches anything is not known.</summary>
    public bool IsLeftOpen { get; init; }

    /// <summary>What an endless loop takes, one by one: each gets a task of its own.</summary>
    public Arrival? Arrival { get; init; }

    /// <summary>Why fewer than all run at once.</summary>
    public Witness? Bound { get; init; }

    /// <summary>What it uses that is gone, or somebody else's, once the request or message has been answered.</summary>
    public Witness? Scoped { get; init; }

    /// <summary>
    /// True for work that code which a framework calls hands to another thread, one item at a time: it is meant to go on after the answer, and what is missing is a look at
    /// its failure. A task that somebody forgot to await weighs more.
    /// </summary>
    public bool IsHandedOver => !Count.IsData && Scoped is null && Work.Offload is not null;

    /// <summary>True for findings that weigh less: the failure is all that could be lost, and it is seen to; or to start something that goes on is what the code around is for.</summary>
    public bool IsSmall => IsHandedOver || IsLeftOpen || Count.IsRegistered || (Trouble == Unseen && (IsMostlyHandled || (Root is { Name: var name } && Loops.IsEmpty && NamingConventions.StartsWork(name))));

    /// <summary>Rules of other packages that say the same, where all that is wrong is that nobody looks at the task: they look at statements.</summary>
    public string[] Others => (Trouble == Unseen || Count.IsRegistered) && !IsDiscarded && Start.Parent is IExpressionStatementOperation ? new[] { "MA0134", "VSTHRD110" } : Array.Empty<string>();

    /// <summary>How often it is started, in words.</summary>
    public string Often => Count.IsData || Root is not { Overlaps: true } ? "for every item" : Root!.Frequency;

    /// <summary>What is wrong with dropping it, in words; null where nothing is.</summary>
    public string? Trouble
    {
        get
        {
            var floods = Count.IsData && Bound is null && Work.Kind != WorkKind.Other;
            var isRoot = Root is { Overlaps: true };
            if (Count.IsData)
            {
                return (IsHandled, floods) switch
                {
                    (false, true) => "nobody sees its failure, and nothing bounds how many run",
                    // A server answers whoever connects; what it owes them is to see what goes wrong.
                    (true, true) => Arrival is not { IsConnection: true } ? "nothing bounds how many run" : null,
                    (false, false) => IsDiscarded ? null : Unseen,
                    _ => null,
                };
            }

            if (!isRoot)
                return IsForgotten && !IsHandled ? Unseen : null;
            if (Scoped is not null)
                return "it uses what belongs to the call, which may have ended by then";

            return IsHandled || IsDiscarded ? null : Unseen;
        }
    }

    /// <summary>What shows it.</summary>
    public IEnumerable<Witness> Because
    {
        get
        {
            if (Arrival is { } arrival)
                yield return arrival.Taken;
            else if (!Loops.IsEmpty)
                yield return Witness.At(LoopShape.Header(Loops[0]), Count.IsData ? $"how many there are comes from {Count.Source}" : "this loop starts it");
            else if (Root is { } root)
                yield return root.Because;
            if (Scoped is { } scoped && !Count.IsData)
                yield return scoped;
            if (Work.Kind != WorkKind.Other)
                yield return Work.Because;
        }
    }
}
