using System.Text;
using Noisy.Data;
using Noisy.Partner;

namespace Noisy.Stock;

public sealed class StockReport
{
    private readonly IPartnerApi _partner;

    public StockReport(IPartnerApi partner)
    {
        _partner = partner;
    }

    public async Task<List<StockLevel>> BuildAsync(IReadOnlyCollection<string> warehouses, IReadOnlyCollection<string> skus, CancellationToken ct)
    {
        var rows = new List<StockLevel>();
        foreach (var warehouse in warehouses)
        {
            foreach (var sku in skus)
            {
                var level = await _partner.GetStockAsync(warehouse, sku, ct); // SPW1001
                rows.Add(level);
            }
        }

        return rows;
    }

    public async Task<List<string>> FindMissingAsync(Order order, CancellationToken ct)
    {
        var missing = new List<string>();
        foreach (var line in order.Lines)
        {
            if (line.IsGift || line.Quantity <= 0)
            {
                continue;
            }

            var level = await _partner.GetStockAsync("MAIN", line.Sku, ct); // SPW1001
            if (level.Available < line.Quantity)
            {
                missing.Add(line.Sku);
            }
        }

        return missing;
    }

    public async Task<int[]> CountAsync(IReadOnlyList<string> skus, CancellationToken ct)
    {
        var counts = new int[skus.Count];
        for (var i = 0; i < skus.Count; i++)
        {
            var level = await _partner.GetStockAsync("MAIN", skus[i], ct); // SPW1001
            counts[i] = level.Available;
        }

        return counts;
    }

    public async Task<string> DescribeBulkAsync(List<OrderLine> lines, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var sku in from line in lines where line.Quantity > 10 orderby line.Sku select line.Sku)
        {
            var level = await _partner.GetStockAsync("BULK", sku, ct); // SPW1001
            text.Append(sku).Append(": ").Append(level.Available).AppendLine();
        }

        return text.ToString();
    }

    public async Task<string?> PickWarehouseAsync(IEnumerable<string> warehouses, string sku, int quantity, CancellationToken ct)
    {
        string? best = null;
        foreach (var warehouse in warehouses)
        {
            var level = await _partner.GetStockAsync(warehouse, sku, ct);
            if (level.Available >= quantity)
            {
                best = warehouse;
                break;
            }
        }

        return best;
    }

    public async Task<(StockLevel Main, StockLevel Bulk)> CompareAsync(string sku, CancellationToken ct)
    {
        var main = await _partner.GetStockAsync("MAIN", sku, ct);
        var bulk = await _partner.GetStockAsync("BULK", sku, ct); // SPW1003
        return (main, bulk);
    }
}
