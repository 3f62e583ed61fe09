namespace Noisy.Reports;

/// <summary>Keeps finished reports in a folder, and waits for other processes that write there too.</summary>
public sealed class ReportStore
{
    private readonly string _folder;

    public ReportStore(string folder)
    {
        _folder = folder;
    }

    public async Task<string> LoadAsync(string name, CancellationToken ct)
    {
        var path = Path.Combine(_folder, name);
        for (var attempt = 0; !File.Exists(path) && attempt < 5; attempt++)
        {
            Thread.Sleep(200); // SPW2002
        }

        await using var stream = File.OpenRead(path);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd(); // SPW2002
    }

    public async Task SaveAsync(string name, string text, CancellationToken ct)
    {
        await Task.Yield();
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, name), text); // SPW2002
    }
}
