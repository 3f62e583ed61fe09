namespace RateLimiting;

public static class Names
{
    private static readonly HttpClient _client = new();

    public static async Task<List<string>> ReadAsync(int[] ids)
    {
        var names = new List<string>();
        foreach (var id in ids)
            names.Add(await _client.GetStringAsync($"http://localhost/names/{id}"));   // SPW1001
        return names;
    }
}
