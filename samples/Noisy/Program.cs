using Microsoft.EntityFrameworkCore;
using Noisy.Background;
using Noisy.Customers;
using Noisy.Data;
using Noisy.Invoicing;
using Noisy.Notifications;
using Noisy.Partner;
using Noisy.Pricing;
using Noisy.Shipping;
using Noisy.Stock;

var builder = WebApplication.CreateBuilder(args);
var partnerAddress = new Uri(builder.Configuration["Partner"] ?? "http://localhost:5099/");

builder.Services.AddDbContext<OrderDb>(options => options.UseInMemoryDatabase("orders"));
builder.Services.AddScoped<OrderRepository>();
builder.Services.AddScoped<InvoiceService>();
builder.Services.AddScoped<StockReport>();
builder.Services.AddSingleton<StockCache>();
builder.Services.AddHttpClient<IPartnerApi, PartnerApi>(http => http.BaseAddress = partnerAddress);
builder.Services.AddHttpClient<PriceService>(http => http.BaseAddress = partnerAddress);
builder.Services.AddHttpClient<ShippingService>(http => http.BaseAddress = partnerAddress);
builder.Services.AddHttpClient<Notifier>(http => http.BaseAddress = partnerAddress);
builder.Services.AddHostedService<NightlySync>();

var app = builder.Build();
using (var scope = app.Services.CreateScope())
{
    OrderDb.Seed(scope.ServiceProvider.GetRequiredService<OrderDb>());
}

app.MapCustomers();

app.MapGet("/orders/{id:int}", async (int id, OrderRepository orders, CancellationToken ct) =>
    await orders.FindAsync(id, ct) is { } order ? Results.Ok(order) : Results.NotFound());

app.MapGet("/orders/{id:int}/bill", async (int id, InvoiceService invoices, CancellationToken ct) =>
    Results.Ok(await invoices.BillAsync(id, ct)));

app.MapPost("/availability", async (string[] skus, IPartnerApi partner, CancellationToken ct) =>
{
    var levels = new List<StockLevel>();
    foreach (var sku in skus)
    {
        levels.Add(await partner.GetStockAsync("MAIN", sku, ct)); // SPW1001
    }

    return Results.Ok(levels);
});

app.MapPost("/reservations", async (BasketLine[] lines, IPartnerApi partner, CancellationToken ct) =>
{
    var references = new List<string>();
    foreach (var line in lines)
    {
        var reservation = await partner.ReserveAsync(line.Sku, line.Quantity, ct); // SPW1001
        references.Add(reservation.Reference);
    }

    return Results.Ok(references);
});

app.MapPost("/prices", async (string[] skus, PriceService prices, CancellationToken ct) =>
    Results.Ok(await prices.GetPriceListAsync(skus, ct)));

app.MapPost("/tracking", async (string[] numbers, ShippingService shipping, CancellationToken ct) =>
    Results.Ok(await shipping.TrackAsync(numbers, ct)));

app.MapPost("/ship", async (OrderRepository orders, InvoiceService invoices, StockReport stock, CancellationToken ct) =>
{
    var ready = new List<int>();
    foreach (var order in await orders.OpenAsync(ct))
    {
        var missing = await stock.FindMissingAsync(order, ct); // SPW1001
        if (missing.Count == 0)
        {
            ready.Add(order.Id);
        }
    }

    await invoices.ShipAsync(ready, ct);
    return Results.Ok(ready);
});

app.Run();
