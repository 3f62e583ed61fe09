using System.Text;

namespace Quiet.Blocking;

/// <summary>Synchronous forms in asynchronous code that keep no thread: there is nothing to wait for.</summary>
public static class InMemory
{
    public static async Task<byte[]> RenderAsync(IEnumerable<string> lines, Stream target, CancellationToken ct)
    {
        var buffer = new MemoryStream();
        using (var writer = new StreamWriter(buffer, Encoding.UTF8, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                writer.WriteLine(line);
            }

            writer.Flush();
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(target, ct);
        return buffer.ToArray();
    }

    public static async Task<bool> TryEnterAsync(SemaphoreSlim permits, CancellationToken ct)
    {
        // A time-out of nothing only looks.
        if (permits.Wait(0, ct))
        {
            return true;
        }

        return await permits.WaitAsync(TimeSpan.FromSeconds(1), ct);
    }

    /// <summary>One body for both kinds of callers; the flag says which one is meant.</summary>
    public static async ValueTask<string> ReadAsync(string path, bool async, CancellationToken ct)
    {
        if (async)
        {
            return await File.ReadAllTextAsync(path, ct);
        }

        return File.ReadAllText(path);
    }
}
