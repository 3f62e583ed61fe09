using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>How often code runs.</content>
internal sealed partial class ConcurrencyModel
{
    private OftenRun? _oftenRun;

    /// <summary>Which code is known to run often?</summary>
    public OftenRun OftenRun => LazyInitializer.EnsureInitialized(ref _oftenRun, () => new OftenRun(this))!;
}
