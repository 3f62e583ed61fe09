using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Where sequences of tasks come from.</content>
internal sealed partial class ConcurrencyModel
{
    private LazyTaskSearch? _lazyTasks;

    public LazyTaskSearch LazyTasks => LazyInitializer.EnsureInitialized(ref _lazyTasks, () => new LazyTaskSearch(this))!;
}
