using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>What runs once.</content>
internal sealed partial class ConcurrencyModel
{
    private RunsOnce? _runsOnce;

    /// <summary>Which code runs once, when a server starts?</summary>
    public RunsOnce RunsOnce => LazyInitializer.EnsureInitialized(ref _runsOnce, () => new RunsOnce(this))!;
}
