namespace Consumer;

public interface IRates
{
    Task<decimal> GetAsync(string currency);

    Task<decimal> FindAsync(string currency);
}

public static class Conversion
{
    public static async Task<List<decimal>> KnownAsync(IRates rates, IReadOnlyList<string> currencies)
    {
        var found = new List<decimal>();
        foreach (var currency in currencies)
        {
            found.Add(await rates.GetAsync(currency)); // SPW1001
        }

        return found;
    }

    public static async Task<List<decimal>> UnknownAsync(IRates rates, IReadOnlyList<string> currencies)
    {
        var found = new List<decimal>();
        foreach (var currency in currencies)
        {
            found.Add(await rates.FindAsync(currency));
        }

        return found;
    }
}
