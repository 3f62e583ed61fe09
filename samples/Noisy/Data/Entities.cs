namespace Noisy.Data;

public sealed class Customer
{
    public int Id { get; set; }
    public required string Name { get; set; }
    public required string Mail { get; set; }
    public int Points { get; set; }
}

public sealed class Order
{
    public int Id { get; set; }
    public int CustomerId { get; set; }
    public OrderState State { get; set; }
    public string? TrackingNumber { get; set; }
    public DateTime PlacedUtc { get; set; }
    public List<OrderLine> Lines { get; set; } = [];
}

public sealed class OrderLine
{
    public int Id { get; set; }
    public int OrderId { get; set; }
    public required string Sku { get; set; }
    public int Quantity { get; set; }
    public bool IsGift { get; set; }
}

public enum OrderState
{
    New,
    Confirmed,
    Shipped,
    Cancelled,
}
