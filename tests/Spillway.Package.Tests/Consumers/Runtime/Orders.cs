namespace Consumer;

public static class Orders
{
    public static async Task<decimal> TotalAsync(HttpClient http, IReadOnlyList<int> orders)
    {
        var total = 0m;
        foreach (var order in orders)
        {
            // Prices change: ask for today's.
            var price = await http.GetStringAsync($"prices/{order}?day=today"); // SPW1001
            total += decimal.Parse(price);
        }

        return total;
    }

    public static async Task<List<string>> WalkAsync(HttpClient http, string? address)
    {
        var pages = new List<string>();
        while (address is not null)
        {
            // Each page names the next one.
            var page = await http.GetStringAsync(address);
            pages.Add(page);
            address = page.Split('\n').ElementAtOrDefault(1);
        }

        return pages;
    }
}
