namespace Noisy.Partner;

/// <summary>The warehouse partner. Their gateway answers in 80 ms on a good day.</summary>
public interface IPartnerApi
{
    Task<StockLevel> GetStockAsync(string warehouse, string sku, CancellationToken ct);

    Task<Reservation> ReserveAsync(string sku, int quantity, CancellationToken ct);

    Task ConfirmAsync(int orderId, CancellationToken ct);

    ValueTask<int> GetDeliveryDaysAsync(string postcode, CancellationToken ct);

    Task<ProductPage> GetProductsAsync(string? cursor, CancellationToken ct);

    Task<string> GetJobStateAsync(string job, CancellationToken ct);
}
