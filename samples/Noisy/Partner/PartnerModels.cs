namespace Noisy.Partner;

public sealed record PriceQuote(string Sku, decimal Amount, string Currency);

public sealed record StockLevel(string Warehouse, string Sku, int Available);

public sealed record Reservation(string Sku, int Quantity, string Reference);

public sealed record TrackingStatus(string Number, string State, DateTime? DeliveredUtc);

public sealed record Parcel(string Id, int OrderId, double Kilograms);

public sealed record ProductPage(IReadOnlyList<string> Skus, string? Next);

public sealed record Mail(string To, string Subject, string Body);
