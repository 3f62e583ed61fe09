using System.Collections.Immutable;

namespace Spillway.Analyzers.Facts;

/// <summary>Whether the iterations of a loop may overlap.</summary>
internal enum Overlap
{
    /// <summary>Proven: no iteration needs what another one leaves behind.</summary>
    Independent,

    /// <summary>An iteration needs another one's result, or may not run beside it; or there is nothing to gain.</summary>
    Dependent,

    /// <summary>Neither could be shown.</summary>
    Unknown,
}

/// <summary>Why the iterations of a loop do not overlap.</summary>
internal enum Reason
{
    /// <summary>They may.</summary>
    None,

    /// <summary>The next request depends on the previous answer: a cursor, a continuation token, a page count.</summary>
    Cursor,

    /// <summary>A variable or object carries a value from one iteration into the next one's request.</summary>
    LoopCarried,

    /// <summary>The requests themselves change state that they share.</summary>
    SharedState,

    /// <summary>The requests go through one object that is not safe for concurrent use.</summary>
    Confined,

    /// <summary>The requests end up in a sink that keeps their order.</summary>
    OrderedSink,

    /// <summary>The same request is repeated: a retry or a poll.</summary>
    Retry,

    /// <summary>The loop may end early.</summary>
    EarlyExit,

    /// <summary>A transaction is open around the loop.</summary>
    Transaction,

    /// <summary>A lock or permit is held around the loop.</summary>
    LockHeld,

    /// <summary>The loop slows itself down.</summary>
    Throttled,

    /// <summary>The number of items is small and constant.</summary>
    FewItems,

    /// <summary>The items arrive when they arrive: a channel, a socket, a queue.</summary>
    Pump,

    /// <summary>The task that is awaited was started before.</summary>
    AlreadyStarted,

    /// <summary>Handlers or steps that are called in their order.</summary>
    Handlers,

    /// <summary>The results are handed out one by one.</summary>
    Streamed,

    /// <summary>Nothing that is awaited reaches the outside.</summary>
    NoGain,

    /// <summary>The loop has no items of its own.</summary>
    NotOverItems,

    /// <summary>Several requests of an iteration overlap already.</summary>
    Concurrent,

    /// <summary>What a call does is not in view.</summary>
    NotInView,

    /// <summary>Each item is asked about and then changed outside.</summary>
    CheckThenAct,
}

/// <summary>The answer for one loop.</summary>
/// <param name="Overlap">May the iterations overlap?</param>
/// <param name="Reason">If not, or if that is unknown: why.</param>
/// <param name="Because">What shows it.</param>
/// <param name="Fission">For independent loops, how the body splits.</param>
/// <param name="IsNear">True when all that is waited for is a disk of this machine: it answers soon, and serves one request after another.</param>
internal sealed record Verdict(Overlap Overlap, Reason Reason, ImmutableArray<Witness> Because, Fission? Fission, bool IsNear = false);
