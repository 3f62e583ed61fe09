namespace Quiet.Bounded;

/// <summary>Two or three fixed operations are no fan-out worth a warning.</summary>
public sealed class FewItems(HttpClient http)
{
    private static readonly string[] Probes = ["live", "ready"];

    public async Task<List<string>> LiteralAsync(CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var part in new[] { "head", "body" })
        {
            bodies.Add(await http.GetStringAsync(part, ct));
        }

        return bodies;
    }

    public async Task<List<string>> CollectionExpressionAsync(CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var part in (string[])["head", "body", "foot"])
        {
            bodies.Add(await http.GetStringAsync(part, ct));
        }

        return bodies;
    }

    public async Task<int> FieldAsync(CancellationToken ct)
    {
        var length = 0;
        foreach (var probe in Probes)
        {
            var text = await http.GetStringAsync(probe, ct);
            length += text.Length;
        }

        return length;
    }

    public async Task<int> CountedAsync(CancellationToken ct)
    {
        var length = 0;
        for (var i = 0; i < 2; i++)
        {
            var text = await http.GetStringAsync($"part/{i}", ct);
            length += text.Length;
        }

        return length;
    }
}
