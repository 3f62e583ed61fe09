using System;
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

    /// <summary>Another process.</summary>
    Process,

    /// <summary>A person at the terminal of the program.</summary>
    Terminal,

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

    /// <summary>True where the asynchronous form is that of a base class, which calls the synchronous one: to await it gains nothing.</summary>
    public bool IsFormInherited { get; init; }

    /// <summary>True for a wait during which the thread also computes on what arrives.</summary>
    public bool Computes { get; init; }

    /// <summary>True where the wait is what the code is about: a disk that is read three calls further down is a detail of it.</summary>
    public bool IsNear => IsSlow || Path.Length <= 2;

    /// <summary>
    /// True for a wait that is a detail of what was called: a disk two calls further down, and the signal or lock inside some other class's own machinery, which is short by its nature.
    /// </summary>
    public bool IsDetail => Path.Length > 2 && (!IsSlow || Kind == BlockKind.Wait);

    /// <summary>The function in which a task is waited for.</summary>
    public ISymbol? In { get; init; }

    /// <summary>
    /// True for waits that may be reported where they stand: for a task, in code whose callers are all in view.
    /// </summary>
    public bool IsReportedInPlace =>
        Kind == BlockKind.Task && (IsDirect || In is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction } or { DeclaredAccessibility: Accessibility.Private });

    /// <summary>What an argument has to be for this to hold; null where it holds in any case.</summary>
    public Hinge? Hinge { get; init; }

    /// <summary>What shows how much there is to compute with.</summary>
    public Witness? Size { get; init; }

    /// <summary>True for a wait that somebody can do something about: local disks and streams are quick enough where no asynchronous form exists, and a terminal has one user.</summary>
    public bool IsAvoidable => Kind switch
    {
        BlockKind.Terminal => false,
        BlockKind.Disk or BlockKind.Stream => HasAsyncForm,
        BlockKind.Database => !IsFormInherited,
        _ => true,
    };

    /// <summary>The path, and what shows how much there is to do.</summary>
    public ImmutableArray<Witness> Because => Size is { } size ? Path.Add(size) : Path;

    /// <summary>True for work whose size is that of a collection: nearby it may be large, several calls away it mostly is one of the few that such code passes around.</summary>
    public bool IsOfItems { get; init; }

    /// <summary>True for a loop of which nobody knows here how often it runs: what it does for each item is little.</summary>
    public bool IsOfUnknownSize { get; init; }

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

/// <summary>Work that is long only for some arguments of the method that does it.</summary>
/// <param name="Parameter">The parameter that decides.</param>
/// <param name="IsSize">True when it has to hold as much as somebody outside sends; else it is a number of rounds, which has to be large.</param>
internal sealed record Hinge(IParameterSymbol Parameter, bool IsSize)
{
    /// <summary>The parameter that has to be as large for there to be much to do; null where the one decides alone.</summary>
    public IParameterSymbol? With { get; init; }

    /// <summary>True for data that is parsed: only files are large enough.</summary>
    public bool IsParsed { get; init; }
}

/// <summary>What somebody wants to know of a cost.</summary>
internal enum CostAspect
{
    /// <summary>Whether the thread is kept waiting.</summary>
    Blocking,

    /// <summary>Whether it computes for long.</summary>
    Computing,
}

/// <summary>What a piece of code costs the thread that runs it. Each of the two is looked for when it is asked for: most who ask want only one, and both follow calls.</summary>
internal sealed class CostAnswer
{
    private readonly Func<CostAspect, Burden?> _find;
    private Found? _blocking;
    private Found? _computing;

    public CostAnswer(Func<CostAspect, Burden?> find) => _find = find;

    /// <summary>Why it keeps the thread waiting; null where nothing shows that it does.</summary>
    public Burden? Blocking => (_blocking ??= new Found(_find(CostAspect.Blocking))).Burden;

    /// <summary>Why it computes for long; null where nothing shows that it does.</summary>
    public Burden? Computing => (_computing ??= new Found(_find(CostAspect.Computing))).Burden;

    public bool Blocks => Blocking is not null;

    /// <summary>True where it computes for long whatever its arguments are.</summary>
    public bool ComputesHeavily => Computing is { Hinge: null };

    /// <summary>What it waits for.</summary>
    public BlockKind Kind => Blocking?.Kind ?? BlockKind.None;

    // Two threads may find the same.
    private sealed record Found(Burden? Burden);
}
