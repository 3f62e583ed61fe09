using Microsoft.EntityFrameworkCore;

namespace Noisy.Data;

public sealed class OrderRepository
{
    private readonly OrderDb _db;

    public OrderRepository(OrderDb db)
    {
        _db = db;
    }

    public Task<Order?> FindAsync(int id, CancellationToken ct)
        => _db.Orders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == id, ct);

    public Task<List<Order>> OpenAsync(CancellationToken ct)
        => _db.Orders.Include(o => o.Lines).Where(o => o.State == OrderState.New).ToListAsync(ct);

    public async Task SetStateAsync(int id, OrderState state, CancellationToken ct)
    {
        var order = await _db.Orders.FirstAsync(o => o.Id == id, ct);
        order.State = state;
        await _db.SaveChangesAsync(ct);
    }
}
