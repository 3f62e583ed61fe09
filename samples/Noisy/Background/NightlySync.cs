using Microsoft.EntityFrameworkCore;
using Noisy.Data;
using Noisy.Partner;

namespace Noisy.Background;

public sealed class NightlySync : BackgroundService
{
    private readonly IServiceScopeFactory _scopes;
    private readonly IPartnerApi _partner;
    private readonly ILogger<NightlySync> _log;

    public NightlySync(IServiceScopeFactory scopes, IPartnerApi partner, ILogger<NightlySync> log)
    {
        _scopes = scopes;
        _partner = partner;
        _log = log;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromHours(24), stoppingToken);
            try
            {
                var skus = await LoadCatalogueAsync(stoppingToken);
                await CompareAsync(skus, stoppingToken);
                await CloseOldOrdersAsync(stoppingToken);
            }
            catch (HttpRequestException e)
            {
                _log.LogError(e, "The nightly run failed");
            }
        }
    }

    private async Task<List<string>> LoadCatalogueAsync(CancellationToken ct)
    {
        var skus = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _partner.GetProductsAsync(cursor, ct);
            skus.AddRange(page.Skus);
            cursor = page.Next;
        }
        while (cursor is not null);

        return skus;
    }

    private async Task CompareAsync(List<string> skus, CancellationToken ct)
    {
        var empty = 0;
        using var enumerator = skus.Distinct().GetEnumerator();
        while (enumerator.MoveNext())
        {
            var level = await _partner.GetStockAsync("MAIN", enumerator.Current, ct); // SPW1001
            if (level.Available == 0)
            {
                empty++;
            }
        }

        _log.LogInformation("{Empty} of {Count} products are out of stock", empty, skus.Count);
    }

    private async Task CloseOldOrdersAsync(CancellationToken ct)
    {
        using var scope = _scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<OrderDb>();
        var limit = DateTime.UtcNow.AddDays(-30);
        var old = await db.Orders.Where(o => o.State == OrderState.New && o.PlacedUtc < limit).ToListAsync(ct);
        foreach (var order in old)
        {
            order.State = OrderState.Cancelled;
        }

        await db.SaveChangesAsync(ct);
    }
}
