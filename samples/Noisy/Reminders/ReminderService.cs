using Microsoft.EntityFrameworkCore;
using Noisy.Data;

namespace Noisy.Reminders;

/// <summary>Every way to ask the database once for each item.</summary>
public sealed class ReminderService
{
    private readonly OrderDb _db;

    public ReminderService(OrderDb db)
    {
        _db = db;
    }

    public async Task<List<string>> WriteAsync(IReadOnlyList<int> customerIds, CancellationToken ct)
    {
        var letters = new List<string>();
        foreach (var id in customerIds)
        {
            // Nobody is reminded of nothing.
            if (!await _db.Orders.AnyAsync(o => o.CustomerId == id, ct)) // SPW1004
            {
                continue;
            }

            var orders = await _db.Orders // SPW1004
                .AsNoTracking()
                .Where(o => o.CustomerId == id)
                .OrderBy(o => o.PlacedUtc)
                .ToListAsync(ct);
            letters.Add($"{id}: {string.Join(", ", orders.Select(o => o.Id))}");
        }

        return letters;
    }

    public List<string> Names(IEnumerable<Order> orders)
        => orders.Select(o => _db.Customers.Find(o.CustomerId)!.Name).ToList(); // SPW1004

    public async Task LoadLinesAsync(List<Order> orders, CancellationToken ct)
    {
        foreach (var order in orders)
        {
            await _db.Entry(order).Collection(o => o.Lines).LoadAsync(ct); // SPW1004
        }
    }

    public async Task DiscountAsync(int[] orderIds, CancellationToken ct)
    {
        foreach (var id in orderIds)
        {
            var order = await _db.Orders.SingleAsync(o => o.Id == id, ct); // SPW1004
            order.State = OrderState.Confirmed;
            await _db.SaveChangesAsync(ct); // SPW1005
        }
    }
}
