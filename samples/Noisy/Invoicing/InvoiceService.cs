using System.Text;
using Microsoft.EntityFrameworkCore;
using Noisy.Data;
using Noisy.Pricing;

namespace Noisy.Invoicing;

public sealed class InvoiceService
{
    private readonly OrderDb _db;
    private readonly OrderRepository _orders;
    private readonly PriceService _prices;

    public InvoiceService(OrderDb db, OrderRepository orders, PriceService prices)
    {
        _db = db;
        _orders = orders;
        _prices = prices;
    }

    public async Task<Dictionary<string, string>> LoadTemplatesAsync(string folder, IReadOnlyList<string> names, CancellationToken ct)
    {
        var templates = new Dictionary<string, string>();
        foreach (var name in names)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(folder, name + ".txt"), Encoding.UTF8, ct); // SPW1001
            templates[name] = text.Trim();
        }

        return templates;
    }

    public async Task<List<string>> GetNamesAsync(IReadOnlyList<Order> orders, CancellationToken ct)
    {
        var names = new List<string>();
        foreach (var order in orders)
        {
            var customer = await _db.Customers.FirstOrDefaultAsync(c => c.Id == order.CustomerId, ct); // SPW1004
            names.Add(customer?.Name ?? "unknown");
        }

        return names;
    }

    public async Task ShipAsync(IReadOnlyList<int> orderIds, CancellationToken ct)
    {
        foreach (var id in orderIds)
        {
            await _orders.SetStateAsync(id, OrderState.Shipped, ct); // SPW1004 SPW1005
        }
    }

    public async Task GrantPointsAsync(IReadOnlyList<Customer> customers, CancellationToken ct)
    {
        foreach (var customer in customers)
        {
            customer.Points += 10;
            await _db.SaveChangesAsync(ct); // SPW1005
        }
    }

    public async Task<decimal> BillAsync(int orderId, CancellationToken ct)
    {
        var order = await _orders.FindAsync(orderId, ct) ?? throw new KeyNotFoundException($"No order {orderId}.");
        var lines = new List<BasketLine>();
        foreach (var line in order.Lines)
        {
            lines.Add(new BasketLine(line.Sku, line.Quantity));
        }

        var total = await _prices.GetTotalAsync(lines, ct);
        return Math.Round(total * 1.19m, 2);
    }
}
