using Microsoft.EntityFrameworkCore;

namespace Quiet.Data;

public interface IArticleStore
{
    Task<IReadOnlyList<Article>> LoadAsync(IReadOnlyList<int> ids, CancellationToken ct);

    Task<int> RestockAsync(IReadOnlyList<int> ids, int amount, CancellationToken ct);
}

public sealed class ArticleStore(ShopDb db) : IArticleStore
{
    public async Task<IReadOnlyList<Article>> LoadAsync(IReadOnlyList<int> ids, CancellationToken ct)
        => await db.Articles.Where(a => ids.Contains(a.Id)).ToListAsync(ct);

    public Task<int> RestockAsync(IReadOnlyList<int> ids, int amount, CancellationToken ct)
        => db.Articles
            .Where(a => ids.Contains(a.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Stock, a => a.Stock + amount), ct);
}

/// <summary>Nothing in this class names a database, yet every call ends in the one context of the scope.</summary>
public sealed class RestockService(IArticleStore store)
{
    public async Task<int> RestockAsync(IEnumerable<int> ids, int amount, CancellationToken ct)
    {
        var changed = 0;
        foreach (var batch in ids.Chunk(200))
        {
            changed += await store.RestockAsync(batch, amount, ct);
        }

        return changed;
    }
}

/// <summary>Two steps away from the context.</summary>
public sealed class ArticleExport(RestockService restock, ArticleStore store)
{
    public async Task<List<Article>> ExportAsync(IReadOnlyList<int[]> batches, CancellationToken ct)
    {
        var result = new List<Article>();
        foreach (var batch in batches)
        {
            result.AddRange(await store.LoadAsync(batch, ct));
        }

        return result;
    }

    public async Task RefillAsync(IReadOnlyList<int[]> batches, CancellationToken ct)
    {
        foreach (var batch in batches)
        {
            await restock.RestockAsync(batch, amount: 10, ct);
        }
    }
}
