// references: Microsoft.EntityFrameworkCore*, Microsoft.Extensions.*
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore;

public class Customer
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public string City { get; set; } = "";

    public List<Order> Orders { get; } = [];
}

public class Order
{
    public int Id { get; set; }

    public int CustomerId { get; set; }

    public Customer? Customer { get; set; }

    public decimal Total { get; set; }

    public DateTime PlacedAt { get; set; }
}

public class ShopContext : DbContext
{
    public ShopContext(DbContextOptions<ShopContext> options)
        : base(options)
    {
    }

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();
}

public class Sample
{
    private readonly ShopContext _db;
    private readonly IDbContextFactory<ShopContext> _contexts;

    public Sample(ShopContext db, IDbContextFactory<ShopContext> contexts)
    {
        _db = db;
        _contexts = contexts;
    }

    /*members*/

    public async Task SampleAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        /*statements*/
    }
}
