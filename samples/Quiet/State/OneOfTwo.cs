using Microsoft.EntityFrameworkCore;
using Quiet.Data;

namespace Quiet.State;

public interface IArticleSource
{
    Task<IReadOnlyList<string>> GetCodesAsync(IReadOnlyList<int> ids, CancellationToken ct);
}

public sealed class RemoteArticles(HttpClient http) : IArticleSource
{
    public async Task<IReadOnlyList<string>> GetCodesAsync(IReadOnlyList<int> ids, CancellationToken ct)
        => (await http.GetStringAsync($"articles?ids={string.Join(',', ids)}", ct)).Split('\n');
}

public sealed class LocalArticles(ShopDb db) : IArticleSource
{
    public async Task<IReadOnlyList<string>> GetCodesAsync(IReadOnlyList<int> ids, CancellationToken ct)
        => await db.Articles.Where(a => ids.Contains(a.Id)).Select(a => a.Code).ToListAsync(ct);
}

/// <summary>Safe with one implementation, an error with the other.</summary>
public sealed class CodeList(IArticleSource articles)
{
    public async Task<List<string>> CollectAsync(IEnumerable<int> ids, CancellationToken ct)
    {
        var codes = new List<string>();
        foreach (var batch in ids.Chunk(100))
        {
            codes.AddRange(await articles.GetCodesAsync(batch, ct));
        }

        return codes;
    }
}
