using System.Threading;

namespace Spillway.Analyzers.Facts;

internal sealed partial class ConcurrencyModel
{
    private SeenFailures? _seenFailures;

    /// <summary>Which code sees to its own failures.</summary>
    public SeenFailures SeenFailures => LazyInitializer.EnsureInitialized(ref _seenFailures, () => new SeenFailures(this))!;
}
