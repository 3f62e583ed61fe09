using Microsoft.EntityFrameworkCore;

namespace Quiet.Data;

public sealed class Article
{
    public int Id { get; set; }
    public required string Code { get; set; }
    public int Stock { get; set; }
    public bool Archived { get; set; }
}

public sealed class ShopDb(DbContextOptions<ShopDb> options) : DbContext(options)
{
    public DbSet<Article> Articles => Set<Article>();
}
