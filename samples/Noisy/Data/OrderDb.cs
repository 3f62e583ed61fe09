using Microsoft.EntityFrameworkCore;

namespace Noisy.Data;

public sealed class OrderDb(DbContextOptions<OrderDb> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderLine> Lines => Set<OrderLine>();

    public static void Seed(OrderDb db)
    {
        for (var c = 1; c <= 20; c++)
        {
            db.Customers.Add(new Customer { Id = c, Name = $"Customer {c}", Mail = $"c{c}@example.test" });
            for (var o = 0; o < 3; o++)
            {
                var order = new Order
                {
                    CustomerId = c,
                    State = o == 0 ? OrderState.New : OrderState.Confirmed,
                    TrackingNumber = o == 2 ? $"TR{c:000}" : null,
                    PlacedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(c),
                };
                order.Lines.Add(new OrderLine { Sku = $"SKU-{c % 7}", Quantity = 1 + o });
                order.Lines.Add(new OrderLine { Sku = $"SKU-{c % 5}", Quantity = 2, IsGift = o == 1 });
                db.Orders.Add(order);
            }
        }

        db.SaveChanges();
    }
}
