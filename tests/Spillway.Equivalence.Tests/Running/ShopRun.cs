using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Spillway.Equivalence.Tests.Running;

/// <summary>Runs a compiled program on a database of its own, with the same rows each time.</summary>
internal static class ShopRun
{
    private const int Customers = 12;
    private const int Orders = 24;

    private static int s_databases;

    public static async Task<Observation> RunAsync(Type program, Plan plan, IReadOnlyCollection<string> failing)
    {
        var watch = new RowWatch(failing);
        var options = new DbContextOptionsBuilder<Shop>()
            .UseInMemoryDatabase($"shop {Interlocked.Increment(ref s_databases)}")
            .AddInterceptors(RowReader.Instance, watch)
            .Options;
        await using (var seed = new Shop(options))
        {
            // Some keys have no row, and some have several.
            for (var id = 1; id <= Customers; id++)
            {
                if (id % 5 != 0)
                    seed.Customers.Add(new Customer { Id = id, Score = id * 7 % 10 });
            }

            for (var id = 1; id <= Orders; id++)
                seed.Orders.Add(new Order { Id = id, CustomerId = Existing(id * 5 % 11), Score = id * 3 % 8 });
            await seed.SaveChangesAsync();
        }

        string? value = null, error = null;
        await using var db = new Shop(options);
        watch.Observe(db);
        var instance = (IProgram)Activator.CreateInstance(program, db)!;
        try
        {
            value = await instance.RunAsync([.. plan.Items.Select(item => item % 14)], CancellationToken.None);
        }
        catch (Exception exception)
        {
            error = $"{exception.GetType().Name}: {exception.Message}";
        }

        watch.Forget();
        await using var after = new Shop(options);
        var contents = await after.Customers.OrderBy(row => row.Id).Select(row => $"customer {row.Id}: {row.Score}").ToListAsync();
        contents.AddRange(await after.Orders.OrderBy(row => row.Id).Select(row => $"order {row.Id} of {row.CustomerId}: {row.Score}").ToListAsync());
        await after.Database.EnsureDeletedAsync();
        return new Observation(value, error, [.. instance.Log], watch.Rows, watch.Failures, 1) { Contents = contents };
    }

    private static int Existing(int id) => id % 5 == 0 ? id + 1 : id;
}

/// <summary>Sees each row that is read or written, and fails at those that it is told to.</summary>
internal sealed class RowWatch(IReadOnlyCollection<string> failing) : SaveChangesInterceptor
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<DbContext, RowWatch> Watches = [];

    private DbContext? _context;

    public List<string> Rows { get; } = [];

    public List<string> Failures { get; } = [];

    public void Observe(DbContext context) => Watches.Add(_context = context, this);

    public void Forget() => _context = null;

    public static void Read(DbContext? context, object row)
    {
        if (context is not null && Watches.TryGetValue(context, out var watch))
            watch.See($"{row.GetType().Name} {(row as Customer)?.Id ?? (row as Order)?.Id}");
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Written(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Written(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void Written(DbContext? context)
    {
        if (context is null || context != _context)
            return;

        foreach (var entry in context.ChangeTracker.Entries().Where(entry => entry.State is not EntityState.Unchanged))
            See($"write {entry.Entity.GetType().Name} {entry.Property("Id").CurrentValue}");
    }

    private void See(string row)
    {
        Rows.Add(row);
        if (!failing.Contains(row))
            return;

        Failures.Add($"{row} is gone");
        throw new TimeoutException($"{row} is gone");
    }
}

/// <summary>One for all contexts: another instance would be another model.</summary>
internal sealed class RowReader : IMaterializationInterceptor
{
    public static readonly RowReader Instance = new();

    public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
    {
        RowWatch.Read(materializationData.Context, entity);
        return entity;
    }
}
