namespace Noisy.Partner;

public sealed class PartnerApi : IPartnerApi
{
    private readonly HttpClient _http;
    private readonly ILogger<PartnerApi> _log;

    public PartnerApi(HttpClient http, ILogger<PartnerApi> log)
    {
        _http = http;
        _log = log;
    }

    public async Task<StockLevel> GetStockAsync(string warehouse, string sku, CancellationToken ct)
    {
        var level = await _http.GetFromJsonAsync<StockLevel>($"stock/{warehouse}/{Uri.EscapeDataString(sku)}", ct);
        return level ?? new StockLevel(warehouse, sku, 0);
    }

    public async Task<Reservation> ReserveAsync(string sku, int quantity, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync("reservations", new { sku, quantity }, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Reservation>(ct)
            ?? throw new InvalidOperationException($"The partner reserved nothing for {sku}.");
    }

    public async Task ConfirmAsync(int orderId, CancellationToken ct)
    {
        using var response = await _http.PutAsync($"orders/{orderId}/confirmation", content: null, ct);
        if (!response.IsSuccessStatusCode)
        {
            _log.LogWarning("Order {Order} was not confirmed: {Status}", orderId, response.StatusCode);
        }

        response.EnsureSuccessStatusCode();
    }

    public async ValueTask<int> GetDeliveryDaysAsync(string postcode, CancellationToken ct)
    {
        var text = await _http.GetStringAsync($"delivery/{postcode}", ct);
        return int.TryParse(text, out var days) ? days : 5;
    }

    public async Task<ProductPage> GetProductsAsync(string? cursor, CancellationToken ct)
        => await _http.GetFromJsonAsync<ProductPage>($"products?after={cursor}", ct) ?? new ProductPage([], null);

    public Task<string> GetJobStateAsync(string job, CancellationToken ct)
        => _http.GetStringAsync($"jobs/{job}/state", ct);
}
