using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>The locks of one body.</content>
public sealed partial class MethodFacts
{
    private LockSets? _lockSets;

    /// <summary>Which locks are held where in this body.</summary>
    internal LockSets LockSets => LazyInitializer.EnsureInitialized(ref _lockSets, () => Model.Locks.Of(Bodies[0], Provenance))!;
}
