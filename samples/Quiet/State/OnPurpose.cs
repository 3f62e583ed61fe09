using System.Diagnostics.CodeAnalysis;

namespace Quiet.State;

/// <summary>Sequential because somebody decided so, and said why.</summary>
public sealed class OnPurpose(HttpClient http)
{
    [SuppressMessage("Sequential", "SPW1001", Justification = "The archive bills every request that overlaps another.")]
    public async Task<List<string>> ReadArchiveAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var page in pages)
        {
            bodies.Add(await http.GetStringAsync(page, ct));
        }

        return bodies;
    }
}
