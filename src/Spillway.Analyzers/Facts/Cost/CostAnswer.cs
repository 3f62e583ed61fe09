using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What a thread waits for.</summary>
internal enum BlockKind
{
    /// <summary>It does not wait; it computes.</summary>
    None,

    /// <summary>Time that has to pass.</summary>
    Sleep,

    /// <summary>Another thread: an event, a permit, its end, an item that it hands over.</summary>
    Wait,

    /// <summary>A task.</summary>
    Task,

    Network,

    Database,

    Disk,

    /// <summary>Another process, or a person at the console.</summary>
    Process,

    /// <summary>A message queue.</summary>
    Queue,

    /// <summary>A stream or reader of which nobody says what is behind it.</summary>
    Stream,
}

/// <summary>One reason why code keeps its thread for long.</summary>
/// <param name="Kind">What it waits for; <see cref="BlockKind.None"/> where it computes.</param>
/// <param name="Name">The innermost call, such as <c>Thread.Sleep</c>, or what is computed.</param>
/// <param name="Path">The calls that lead there, outermost first; the last one is where it happens.</param>
internal sealed record Burden(BlockKind Kind, string Name, ImmutableArray<Witness> Path)
{
    /// <summary>True for a wait that has an asynchronous form.</summary>
    public bool HasAsyncForm { get; init; }

    /// <summary>The function in which a task is waited for.</summary>
    public ISymbol? In { get; init; }

    /// <summary>
    /// True for waits that are reported where they stand, if anywhere: for a task, in code whose callers are all in view.
    /// </summary>
    public bool IsReportedInPlace =>
        Kind == BlockKind.Task && (IsDirect || In is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction } or { DeclaredAccessibility: Accessibility.Private });

    /// <summary>True for work that is spread over the processors: the thread that starts it is only one of those that do it.</summary>
    public bool IsSpread { get; init; }

    /// <summary>True when the code itself does it, not something that it calls.</summary>
    public bool IsDirect => Path.Length == 1;

    /// <summary>True for waits that are long by nature: not those for a local disk or an unknown stream.</summary>
    public bool IsSlow => Kind is not (BlockKind.None or BlockKind.Disk or BlockKind.Stream);

    /// <summary>Where it happens.</summary>
    public Witness Innermost => Path[Path.Length - 1];

    /// <summary>The same as seen by a caller.</summary>
    public Burden CalledBy(IOperation call, string name) =>
        this with { Path = Path.Insert(0, Witness.At(call, $"'{name}' is called here")) };
}

/// <summary>What a piece of code costs the thread that runs it.</summary>
/// <param name="Blocking">Why it keeps the thread waiting; null where nothing shows that it does.</param>
/// <param name="Computing">Why it computes for long; null where nothing shows that it does.</param>
internal readonly record struct CostAnswer(Burden? Blocking, Burden? Computing)
{
    public bool Blocks => Blocking is not null;

    public bool ComputesHeavily => Computing is not null;

    /// <summary>What it waits for.</summary>
    public BlockKind Kind => Blocking?.Kind ?? BlockKind.None;

    /// <summary>The calls that lead to the wait, or else to the computation.</summary>
    public ImmutableArray<Witness> Path => (Blocking ?? Computing)?.Path ?? ImmutableArray<Witness>.Empty;

    /// <summary>The innermost call that waits, or else computes.</summary>
    public string Name => (Blocking ?? Computing)?.Name ?? "";
}
