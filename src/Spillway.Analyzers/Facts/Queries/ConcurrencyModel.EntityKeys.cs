using System.Threading;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <content>What identifies the rows of tables.</content>
internal sealed partial class ConcurrencyModel
{
    private EntityKeys? _entityKeys;

    /// <summary>Which properties identify entities.</summary>
    public EntityKeys EntityKeys => LazyInitializer.EnsureInitialized(ref _entityKeys, () => new EntityKeys(this))!;
}
