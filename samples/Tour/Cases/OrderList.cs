// rule: SPW1004
// title: A list of orders, each asking the database for its customer and its lines
// limit: 8
// latency: 10
// database: DistantDatabase.cs

using Microsoft.EntityFrameworkCore;

namespace Shop;

public sealed class Customer
{
    public int Id { get; set; }
    public required string Name { get; set; }
}

public sealed class Order
{
    public int Id { get; set; }
    public int CustomerId { get; set; }
}

public sealed class Line
{
    public int Id { get; set; }
    public int OrderId { get; set; }
    public decimal Amount { get; set; }
}

public sealed class OrderDb(HttpClient server) : DistantDatabase(server)
{
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<Line> Lines => Set<Line>();
}

public sealed class OrderList(OrderDb db)
{
    public async Task<List<string>> WriteAsync(CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        var orders = await db.Orders.OrderBy(o => o.Id).ToListAsync(cancellationToken);
        foreach (var order in orders)
        {
            // Orders of customers who have left keep their number.
            var customer = await db.Customers.FirstOrDefaultAsync(c => c.Id == order.CustomerId, cancellationToken);
            var lines = await db.Lines.Where(l => l.OrderId == order.Id).OrderByDescending(l => l.Amount).ToListAsync(cancellationToken);
            rows.Add($"{order.Id} {customer?.Name ?? "?"} {string.Join('+', lines.Select(l => l.Amount))}");
        }

        return rows;
    }
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        await using var db = new OrderDb(http);
        for (var i = 1; i <= 30; i++)
        {
            db.Add(new Order { Id = i, CustomerId = i % 9 });
            db.Add(new Line { OrderId = i, Amount = i * 7 % 10 });
            db.Add(new Line { OrderId = i, Amount = i * 3 % 11 });
        }

        db.AddRange(Enumerable.Range(1, 6).Select(i => new Customer { Id = i, Name = $"customer {i}" }));
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        db.IsDistant = true;
        return string.Join('\n', await new OrderList(db).WriteAsync(cancellationToken));
    }
}
