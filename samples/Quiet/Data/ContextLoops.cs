using Microsoft.EntityFrameworkCore;

namespace Quiet.Data;

/// <summary>One context serves one operation at a time; these loops batch on purpose and may not overlap.</summary>
public sealed class ContextLoops(ShopDb db)
{
    public async Task<int> ArchiveAsync(IReadOnlyList<int> ids, CancellationToken ct)
    {
        var changed = 0;
        foreach (var chunk in ids.Chunk(500))
        {
            changed += await db.Articles
                .Where(a => chunk.Contains(a.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.Archived, true), ct);
        }

        return changed;
    }

    public async Task<List<string>> ReadCodesAsync(int pageSize, CancellationToken ct)
    {
        var total = await db.Articles.CountAsync(ct);
        var codes = new List<string>(total);
        for (var skip = 0; skip < total; skip += pageSize)
        {
            var page = await db.Articles.OrderBy(a => a.Id).Skip(skip).Take(pageSize).ToListAsync(ct);
            codes.AddRange(page.Select(a => a.Code));
        }

        return codes;
    }

    public async Task ImportAsync(IEnumerable<Article> articles, CancellationToken ct)
    {
        foreach (var batch in articles.Chunk(1000))
        {
            db.Articles.AddRange(batch);
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }
    }

    public async Task<int> CountLinesAsync(CancellationToken ct)
    {
        var lines = 0;
        await foreach (var article in db.Articles.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            lines += article.Stock > 0 ? 1 : 0;
        }

        return lines;
    }
}
