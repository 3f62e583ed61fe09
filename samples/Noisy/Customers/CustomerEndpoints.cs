using Microsoft.EntityFrameworkCore;
using Noisy.Data;
using Noisy.Notifications;

namespace Noisy.Customers;

public static class CustomerEndpoints
{
    public static void MapCustomers(this WebApplication app)
    {
        app.MapGet("/customers/{id:int}", async (int id, OrderDb db, CancellationToken ct) =>
        {
            var customer = await db.Customers.FindAsync([id], ct);
            return customer is null ? Results.NotFound() : Results.Ok(customer);
        });

        app.MapPost("/customers/announce", async (string subject, OrderDb db, Notifier notifier, CancellationToken ct) =>
        {
            var customers = await db.Customers.ToListAsync(ct);
            await notifier.AnnounceAsync(customers, subject, "we have news for you.", ct);
            return Results.Accepted();
        });

        app.MapPost("/customers/avatars", async (string[] urls, IHttpClientFactory clients, CancellationToken ct) =>
        {
            var http = clients.CreateClient("avatars");
            var sizes = new List<int>();
            foreach (var url in urls)
            {
                byte[] picture = await http.GetByteArrayAsync(url, ct); // SPW1001
                sizes.Add(picture.Length);
            }

            return Results.Ok(sizes);
        });
    }
}
