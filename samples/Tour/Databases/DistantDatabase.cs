using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace Shop;

/// <summary>A database in memory that is as far away as the service: every query and every save waits for one answer of it.</summary>
public abstract class DistantDatabase(HttpClient server) : DbContext
{
    private readonly string _name = Guid.NewGuid().ToString();

    /// <summary>False while the tables are filled.</summary>
    public bool IsDistant { get; set; }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (IsDistant)
            using (await server.GetAsync("save", cancellationToken)) { }

        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnConfiguring(DbContextOptionsBuilder options)
        => options.UseInMemoryDatabase(_name).ReplaceService<IQueryCompiler, DistantQueries>();

    internal void Ask()
    {
        if (IsDistant)
            using (server.Send(new HttpRequestMessage(HttpMethod.Get, "query"))) { }
    }
}

/// <summary>Where a context runs its queries.</summary>
public sealed class DistantQueries(
    IQueryContextFactory contexts,
    ICompiledQueryCache cache,
    ICompiledQueryCacheKeyGenerator keys,
    IDatabase database,
    IDiagnosticsLogger<DbLoggerCategory.Query> logger,
    ICurrentDbContext current,
    IEvaluatableExpressionFilter filter,
    IModel model)
    : QueryCompiler(contexts, cache, keys, database, logger, current, filter, model)
{
    private readonly DistantDatabase _context = (DistantDatabase)current.Context;

    public override TResult Execute<TResult>(Expression query)
    {
        _context.Ask();
        return base.Execute<TResult>(query);
    }

    public override TResult ExecuteAsync<TResult>(Expression query, CancellationToken cancellationToken = default)
    {
        _context.Ask();
        return base.ExecuteAsync<TResult>(query, cancellationToken);
    }
}
