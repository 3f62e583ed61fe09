using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>The locks of one body.</content>
public sealed partial class MethodFacts
{
    private LockSets? _lockSets;
    private Lazy<ImmutableArray<HeldAwait>>? _heldAwaits;
    private Lazy<ImmutableArray<LockLeak>>? _lockLeaks;
    private Lazy<ImmutableArray<SharedLock>>? _sharedLocks;

    private Lazy<ImmutableArray<SlowUnderLock>>? _slowUnderLock;
    private Lazy<ImmutableArray<HeldCallback>>? _heldCallbacks;

    /// <summary>Which locks are held where in this body.</summary>
    internal LockSets LockSets => LazyInitializer.EnsureInitialized(ref _lockSets, () => Model.Locks.Of(Bodies[0], Provenance))!;

    /// <summary>The awaits of this body under a lock that belongs to a thread.</summary>
    internal ImmutableArray<HeldAwait> HeldAwaits => Once(ref _heldAwaits, HeldAwait.FindIn);

    /// <summary>The locks that this body gives back on some ways out only.</summary>
    internal ImmutableArray<LockLeak> LockLeaks => Once(ref _lockLeaks, LockLeak.FindIn);

    /// <summary>The locks of this body that others can take as well.</summary>
    internal ImmutableArray<SharedLock> SharedLocks => Once(ref _sharedLocks, SharedLock.FindIn);

    /// <summary>The calls of this body that keep their thread for long while it holds a lock.</summary>
    internal ImmutableArray<SlowUnderLock> SlowUnderLock => Once(ref _slowUnderLock, Facts.SlowUnderLock.FindIn);

    /// <summary>The calls of this body that run code from outside while a lock is held.</summary>
    internal ImmutableArray<HeldCallback> HeldCallbacks => Once(ref _heldCallbacks, HeldCallback.FindIn);

    /// <summary>True where this body, or another one of the same class, has to do with locks.</summary>
    private bool IsNearLocks =>
        Owner.ContainingType is { } type && Model.Locks.Index.FunctionsOf(type).Any() || Model.Locks.Index.Concerns(FlowGraphs.FunctionOf(Bodies[0]).Syntax);

    private ImmutableArray<T> Once<T>(ref Lazy<ImmutableArray<T>>? field, Func<MethodFacts, ImmutableArray<T>> find) =>
        LazyInitializer.EnsureInitialized(ref field, () => new Lazy<ImmutableArray<T>>(() => find(this), LazyThreadSafetyMode.PublicationOnly))!.Value;
}
