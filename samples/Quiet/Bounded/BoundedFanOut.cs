namespace Quiet.Bounded;

/// <summary>Many operations at once, and something that says how many.</summary>
public sealed class BoundedFanOut(HttpClient http, IEnumerable<BoundedFanOut.IMirror> mirrors)
{
    private readonly SemaphoreSlim _permits = new(8);

    public interface IMirror
    {
        Task CopyAsync(string document, CancellationToken ct);
    }

    public async Task<string[]> WithPermitsAsync(IEnumerable<Uri> pages, CancellationToken ct) =>
        await Task.WhenAll(pages.Select(page => LoadAsync(page, ct)));

    public async Task ToEveryMirrorAsync(string document, CancellationToken ct) =>
        await Task.WhenAll(mirrors.Select(mirror => mirror.CopyAsync(document, ct)));

    public async Task<string[]> AtMostAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        if (pages.Count > 25)
            throw new ArgumentException("At most 25 pages.", nameof(pages));

        return await Task.WhenAll(pages.Select(page => http.GetStringAsync(page, ct)));
    }

    private async Task<string> LoadAsync(Uri page, CancellationToken ct)
    {
        await _permits.WaitAsync(ct);
        try
        {
            return await http.GetStringAsync(page, ct);
        }
        finally
        {
            _permits.Release();
        }
    }
}
