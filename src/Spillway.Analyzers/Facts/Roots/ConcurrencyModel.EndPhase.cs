using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>What runs at the end.</content>
internal sealed partial class ConcurrencyModel
{
    private EndPhase? _endPhase;

    /// <summary>Which code runs only when an object is done with?</summary>
    public EndPhase EndPhase => LazyInitializer.EnsureInitialized(ref _endPhase, () => new EndPhase(this))!;
}
