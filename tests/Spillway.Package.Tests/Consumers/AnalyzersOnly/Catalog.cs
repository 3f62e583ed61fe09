namespace Consumer;

public static class Catalog
{
    public static async Task WarmUpAsync(HttpClient http, IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses)
        {
            // Only the server's cache needs the answer.
            await http.GetStringAsync(address + "?version=latest"); // SPW1001
        }
    }

    public static async Task<string?> FindAsync(HttpClient http, IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses)
        {
            // The first match ends the search.
            var page = await http.GetStringAsync(address);
            if (page.Contains("version=latest"))
                return page;
        }

        return null;
    }
}
