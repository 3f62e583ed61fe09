using Microsoft.EntityFrameworkCore;

namespace Quiet.Data;

/// <summary>Loops over a database that look like one query per item, and are not, or have to be.</summary>
public sealed class OneByOne(ShopDb db, IDbContextFactory<ShopDb> contexts)
{
    private readonly Dictionary<int, Article?> _known = [];

    /// <summary>Each article leads to the next one: there is no list of keys to ask for.</summary>
    public async Task<List<Article>> FollowAsync(int first, CancellationToken ct)
    {
        var chain = new List<Article>();
        for (var next = await db.Articles.FindAsync([first], ct); next is not null; next = await db.Articles.FirstOrDefaultAsync(a => a.Code == next.Code + "+", ct))
        {
            chain.Add(next);
        }

        return chain;
    }

    /// <summary>What was asked before is remembered, also from earlier calls.</summary>
    public async Task<int> StockAsync(IEnumerable<int> ids, CancellationToken ct)
    {
        var stock = 0;
        foreach (var id in ids)
        {
            if (!_known.TryGetValue(id, out var article))
            {
                article = await db.Articles.FirstOrDefaultAsync(a => a.Id == id, ct);
                _known[id] = article;
            }

            stock += article?.Stock ?? 0;
        }

        return stock;
    }

    /// <summary>A generated key is needed at once, and one bad article must not stop the others.</summary>
    public async Task<List<int>> ImportAsync(IEnumerable<string> codes, CancellationToken ct)
    {
        var ids = new List<int>();
        foreach (var code in codes)
        {
            var article = new Article { Code = code };
            db.Articles.Add(article);
            await db.SaveChangesAsync(ct);
            ids.Add(article.Id);
        }

        var last = 0;
        foreach (var id in ids)
        {
            await using var own = await contexts.CreateDbContextAsync(ct);
            var copy = new Article { Code = $"copy of {id} after {last}" };
            own.Articles.Add(copy);
            await own.SaveChangesAsync(ct);
            last = copy.Id;
        }

        return ids;
    }

    /// <summary>The database is asked once; the loop only looks at what is there.</summary>
    public async Task<List<string>> CodesAsync(IReadOnlyList<int> ids, CancellationToken ct)
    {
        var articles = await db.Articles.Where(a => ids.Contains(a.Id)).ToListAsync(ct);
        var query = articles.AsQueryable();
        return ids.Select(id => query.First(a => a.Id == id).Code).ToList();
    }
}
