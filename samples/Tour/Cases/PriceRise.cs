// rule: SPW1005
// title: Prices that rise, saved one by one
// limit: 8
// latency: 10
// database: DistantDatabase.cs

using Microsoft.EntityFrameworkCore;

namespace Shop;

public sealed class Article
{
    public int Id { get; set; }
    public decimal Price { get; set; }
}

public sealed class ArticleDb(HttpClient server) : DistantDatabase(server)
{
    public DbSet<Article> Articles => Set<Article>();
}

public sealed class PriceRise(ArticleDb db)
{
    public async Task RunAsync(decimal percent, CancellationToken cancellationToken)
    {
        var articles = await db.Articles.ToListAsync(cancellationToken);
        foreach (var article in articles)
        {
            article.Price += Math.Round(article.Price * percent / 100, 2);

            // The new prices hold from now on.
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        await using var db = new ArticleDb(http);
        db.AddRange(Enumerable.Range(1, 50).Select(i => new Article { Id = i, Price = i * 1.1m }));
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        db.IsDistant = true;
        await new PriceRise(db).RunAsync(3, cancellationToken);
        db.ChangeTracker.Clear();
        return string.Join('\n', (await db.Articles.OrderBy(a => a.Id).ToListAsync(cancellationToken)).Select(a => $"{a.Id} {a.Price}"));
    }
}
