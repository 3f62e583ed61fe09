using System.Net.Http.Json;

namespace Quiet.Search;

public sealed record Offer(string Shop, decimal Price, bool Valid);

/// <summary>Later requests would be wasted, or harmful, once the loop has found what it wants.</summary>
public sealed class FirstMatch(HttpClient http)
{
    public async Task<Offer?> ReturnAsync(IEnumerable<string> shops, decimal limit, CancellationToken ct)
    {
        foreach (var shop in shops)
        {
            var offer = await http.GetFromJsonAsync<Offer>($"offers/{shop}", ct);
            if (offer is not null && offer.Price <= limit)
            {
                return offer;
            }
        }

        return null;
    }

    public async Task<Offer?> BreakAsync(IEnumerable<string> shops, CancellationToken ct)
    {
        Offer? found = null;
        foreach (var shop in shops)
        {
            found = await http.GetFromJsonAsync<Offer>($"offers/{shop}", ct);
            if (found is not null)
            {
                break;
            }
        }

        return found;
    }

    public async Task<bool> FlagAsync(IReadOnlyList<string> shops, CancellationToken ct)
    {
        var found = false;
        for (var i = 0; !found && i < shops.Count; i++)
        {
            var offer = await http.GetFromJsonAsync<Offer>($"offers/{shops[i]}", ct);
            found = offer is { Valid: true };
        }

        return found;
    }

    public async Task<List<Offer>> ThrowAsync(IEnumerable<string> shops, CancellationToken ct)
    {
        var offers = new List<Offer>();
        foreach (var shop in shops)
        {
            var offer = await http.GetFromJsonAsync<Offer>($"offers/{shop}", ct);
            if (offer is not { Valid: true })
            {
                throw new InvalidDataException($"Shop {shop} lies.");
            }

            offers.Add(offer);
        }

        return offers;
    }

    public async Task<string?> NestedAsync(IReadOnlyList<string> shops, IReadOnlyList<string> articles, CancellationToken ct)
    {
        foreach (var shop in shops)
        {
            foreach (var article in articles)
            {
                using var response = await http.GetAsync($"{shop}/{article}", ct);
                if (response.IsSuccessStatusCode)
                {
                    return shop;
                }
            }
        }

        return null;
    }

    public async Task<decimal> UntilBudgetAsync(IEnumerable<string> shops, decimal budget, CancellationToken ct)
    {
        var spent = 0m;
        foreach (var shop in shops)
        {
            if (spent >= budget)
            {
                break;
            }

            using var response = await http.PostAsync($"orders/{shop}", content: null, ct);
            spent += await response.Content.ReadFromJsonAsync<decimal>(ct);
        }

        return spent;
    }
}
