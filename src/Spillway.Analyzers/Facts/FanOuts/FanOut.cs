using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>How the tasks of a fan-out are started.</summary>
internal enum FanOutShape
{
    /// <summary>By a query that gives one task for each item.</summary>
    Query,

    /// <summary>By a loop that keeps the tasks in a collection.</summary>
    Loop,
}

/// <summary>A place where one task is started for each of several items, and none is awaited before the next one starts.</summary>
/// <param name="Shape">How they are started.</param>
/// <param name="Start">The query operator, or the call that starts the task of one iteration.</param>
/// <param name="Join">The call that waits for all of them, or null where nothing in view does.</param>
/// <param name="Work">What each of them does.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Bound">Why fewer than all run at the same time, or why all have to; null where nothing says so.</param>
internal sealed record FanOut(FanOutShape Shape, IOperation Start, IInvocationOperation? Join, StartedWork Work, Origin Count, Witness? Bound)
{
    /// <summary>For loops, the loops that start tasks, innermost first.</summary>
    public ImmutableArray<ILoopOperation> Loops { get; init; } = ImmutableArray<ILoopOperation>.Empty;

    /// <summary>The delegate that starts one task, or the call that does so in a loop.</summary>
    public IOperation Starter { get; init; } = Start;

    /// <summary>For a lambda that is run for each item, the items.</summary>
    public IOperation? Each { get; init; }

    /// <summary>True when the tasks are kept by keys, or made by a query within a query, which a rewrite would lose.</summary>
    public bool IsKeyed { get; init; }

    /// <summary>True when nothing bounds how many run at once, and how many there are depends on data.</summary>
    public bool IsUnbounded => Bound is null && Count.IsData;

    /// <summary>Where to say so: at the wait for all of them, else where they are started.</summary>
    public Location Location => Called(Place);

    /// <summary>The span of what is called, without the arguments, which may go on for many lines.</summary>
    public static Location Called(IOperation call) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: var called } => called.GetLocation(),
        var syntax => syntax.GetLocation(),
    };

    /// <summary>The call that a report is about.</summary>
    public IOperation Place => Join ?? Start;

    /// <summary>What shows it; a rewrite finds the start first and the wait second.</summary>
    public IEnumerable<Witness> Because
    {
        get
        {
            yield return Witness.At(Start, "one is started here for each item");
            if (Join is { } join)
                yield return Witness.At(join, "all of them are waited for here");
            yield return Loops.IsEmpty ? Witness.At(Items!, $"how many there are comes from {Count.Source}") : Witness.At(LoopShape.Header(Loops[0]), $"how many there are comes from {Count.Source}");
            yield return Work.Because;
        }
    }

    /// <summary>For queries and lambdas, what the items come from.</summary>
    public IOperation? Items => Shape == FanOutShape.Query ? ((IInvocationOperation)Start).Arguments[0].Value : Each;
}

/// <summary>What a task that is started does.</summary>
internal enum WorkKind
{
    /// <summary>Nothing that is known to take time.</summary>
    Other,

    /// <summary>It reaches the outside.</summary>
    Io,

    /// <summary>It is an item of work for a thread of the pool.</summary>
    Offloaded,
}

/// <summary>The work that one task of several does.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Name">The call that stands for it.</param>
/// <param name="Because">What shows it.</param>
/// <param name="Effects">Everything it does.</param>
internal sealed record StartedWork(WorkKind Kind, string Name, Witness Because, Effects Effects)
{
    /// <summary>For work on a thread of the pool, the call that hands it over.</summary>
    public IInvocationOperation? Offload { get; init; }

    /// <summary>True when the work waits asynchronously, so that a thread of its own gains nothing.</summary>
    public bool IsAsync { get; init; }
}
