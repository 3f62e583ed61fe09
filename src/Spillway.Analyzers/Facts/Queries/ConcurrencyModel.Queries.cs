using System.Threading;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <content>Databases.</content>
internal sealed partial class ConcurrencyModel
{
    private MethodQueries? _queries;
    private Errands? _errands;
    private RowChanges? _rowChanges;

    /// <summary>The queries that methods of this compilation make.</summary>
    public MethodQueries Queries => _queries ?? Interlocked.CompareExchange(ref _queries, new MethodQueries(this), null) ?? _queries!;

    /// <summary>What methods that go to the database do besides.</summary>
    public Errands Errands => _errands ?? Interlocked.CompareExchange(ref _errands, new Errands(this), null) ?? _errands!;

    /// <summary>The tables that methods name and change.</summary>
    public RowChanges RowChanges => _rowChanges ?? Interlocked.CompareExchange(ref _rowChanges, new RowChanges(this), null) ?? _rowChanges!;
}
