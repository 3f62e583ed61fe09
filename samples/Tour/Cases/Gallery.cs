// rule: SPW3001
// title: Fingerprints of all pictures, whose downloads all start at once
// measure: peak
// limit: 8
// latency: 10

using System.Security.Cryptography;

namespace Shop;

public sealed class Gallery(HttpClient http)
{
    public async Task<string[]> FingerprintAsync(IReadOnlyList<string> pictures, CancellationToken cancellationToken)
        => await Task.WhenAll(pictures.Select(picture => FingerprintAsync(picture, cancellationToken)));

    private async Task<string> FingerprintAsync(string picture, CancellationToken cancellationToken)
    {
        var bytes = await http.GetByteArrayAsync($"pictures/{picture}", cancellationToken);
        return $"{picture} {Convert.ToHexString(SHA256.HashData(bytes))}";
    }
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var pictures = Enumerable.Range(1, 400).Select(i => $"picture-{i}").ToList();
        return string.Join('\n', await new Gallery(http).FingerprintAsync(pictures, cancellationToken));
    }
}
