using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Noisy.Reports;

/// <summary>Renders reports one after another, and seals them with a key that is derived from a password.</summary>
public sealed class ReportMill
{
    private readonly BlockingCollection<string> _queue = new();
    private readonly ReportFiles _files;

    public ReportMill(ReportFiles files)
    {
        _files = files;
    }

    public void Start()
    {
        Task.Run(() => // SPW2006
        {
            foreach (var name in _queue.GetConsumingEnumerable())
            {
                _files.Render(name);
            }
        });
    }

    public async Task<string> SealAsync(string name, string password, byte[] salt, CancellationToken ct)
    {
        await Task.Yield();
        var key = Rfc2898DeriveBytes.Pbkdf2(password, salt, 600_000, HashAlgorithmName.SHA256, 32); // SPW2004
        return $"{name}-{Convert.ToHexString(key)}";
    }

    public async Task<string> PreviewAsync(string name, CancellationToken ct)
    {
        await Task.Yield();
        return _files.Render(name); // SPW2003
    }

    public async Task<string> RawAsync(string path, CancellationToken ct) =>
        await Task.Run(() => File.ReadAllText(path), ct); // SPW2005

    public async Task ExportAsync(IReadOnlyCollection<string> names, string folder, CancellationToken ct)
    {
        await Task.Yield();
        Parallel.ForEach(names, name => // SPW2009
        {
            File.WriteAllText(Path.Combine(folder, name), name);
        });
    }
}
