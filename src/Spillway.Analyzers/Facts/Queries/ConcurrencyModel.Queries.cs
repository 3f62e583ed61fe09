using System.Threading;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <content>Databases.</content>
internal sealed partial class ConcurrencyModel
{
    private MethodQueries? _queries;

    /// <summary>The queries that methods of this compilation make.</summary>
    public MethodQueries Queries => _queries ?? Interlocked.CompareExchange(ref _queries, new MethodQueries(this), null) ?? _queries!;
}
