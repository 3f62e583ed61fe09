using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Where a lock is taken, directly or in a callee.</summary>
/// <param name="Taken">The lock as it is held from then on.</param>
/// <param name="Before">What is held already.</param>
/// <param name="Via">The callee that takes it, or null where this code does.</param>
/// <param name="Target">The expression for the object that is locked, where this code does.</param>
internal sealed record LockAcquisition(HeldLock Taken, LockState Before, IMethodSymbol? Via, IOperation? Target);

/// <summary>One way out of a body.</summary>
/// <param name="At">The statement that returns, or what may throw.</param>
/// <param name="State">What is held when the body has been left.</param>
/// <param name="Throws">True when an exception leaves the body.</param>
/// <param name="IsLikely">False for exceptions that only broken code would see.</param>
internal sealed record LockExit(SyntaxNode At, LockState State, bool Throws, bool IsLikely);

/// <summary>Which locks are held where in one body of code, by data flow over its control-flow graph.</summary>
internal sealed class LockSets
{
    public static readonly LockSets None = new(
        ImmutableDictionary<SyntaxNode, LockState>.Empty, ImmutableArray<LockAcquisition>.Empty, ImmutableArray<HeldLock>.Empty, ImmutableArray<LockExit>.Empty);

    private readonly IReadOnlyDictionary<SyntaxNode, LockState> _states;

    public LockSets(IReadOnlyDictionary<SyntaxNode, LockState> states, ImmutableArray<LockAcquisition> acquisitions, ImmutableArray<HeldLock> releases, ImmutableArray<LockExit> exits, ImmutableArray<LockExit> turns = default)
    {
        Turns = turns.IsDefault ? ImmutableArray<LockExit>.Empty : turns;
        _states = states;
        Acquisitions = acquisitions;
        Releases = releases;
        Exits = exits;
        Net = NetOf(exits);
    }

    /// <summary>Where locks are taken, in source order.</summary>
    public ImmutableArray<LockAcquisition> Acquisitions { get; }

    /// <summary>Where locks are given back other than by leaving a scope, in source order.</summary>
    public ImmutableArray<HeldLock> Releases { get; }

    /// <summary>The ways out.</summary>
    public ImmutableArray<LockExit> Exits { get; }

    /// <summary>Where a loop goes on with a lock that was not held when it was entered, and that other turns give back.</summary>
    public ImmutableArray<LockExit> Turns { get; }

    /// <summary>What the body as a whole takes and keeps, or gives back though a caller took it.</summary>
    public ImmutableArray<HeldLock> Net { get; }

    /// <summary>What is held when <paramref name="node"/> is evaluated.</summary>
    public LockState At(SyntaxNode node) => _states.TryGetValue(node, out var state) ? state : LockState.Empty;

    /// <summary>What is held when <paramref name="operation"/> is evaluated.</summary>
    public LockState At(IOperation operation) => At(operation.Syntax);

    /// <summary>The lock taken last of those that one thread certainly holds at <paramref name="node"/>.</summary>
    public HeldLock? InnermostAt(SyntaxNode node)
    {
        HeldLock? innermost = null;
        foreach (var held in At(node).Held)
        {
            if (held is { IsCertain: true, IsThreadBound: true })
                innermost = held;
        }

        return innermost;
    }

    private static ImmutableArray<HeldLock> NetOf(ImmutableArray<LockExit> exits)
    {
        LockState? all = null;
        foreach (var exit in exits.Where(e => !e.Throws))
            all = all is null ? exit.State : all.Join(exit.State);
        return all?.Entries ?? ImmutableArray<HeldLock>.Empty;
    }
}
