using System.Collections.Generic;
using Microsoft.EntityFrameworkCore;

namespace Spillway.Equivalence.Tests.Running;

/// <summary>The database of programs that ask one. The rules see this file; the programs run against what was compiled from it.</summary>
public sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();
}

public sealed class Customer
{
    public int Id { get; set; }

    public int Score { get; set; }

    public List<Order> Orders { get; } = [];
}

public sealed class Order
{
    public int Id { get; set; }

    public int CustomerId { get; set; }

    public Customer? Customer { get; set; }

    public int Score { get; set; }
}

/// <summary>Something in memory that names a row.</summary>
public sealed record Line(int Key, int Score);
