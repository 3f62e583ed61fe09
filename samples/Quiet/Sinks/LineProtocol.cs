using System.Net.Sockets;
using System.Text;

namespace Quiet.Sinks;

/// <summary>A request and its answer share the connection with the next request and its answer.</summary>
public sealed class LineProtocol : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    public LineProtocol(TcpClient client)
    {
        _stream = client.GetStream();
        _reader = new StreamReader(_stream, leaveOpen: true);
    }

    public async Task<Dictionary<string, string?>> ReadAllAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        var values = new Dictionary<string, string?>();
        foreach (var key in keys)
        {
            values[key] = await AskAsync($"GET {key}", ct);
        }

        return values;
    }

    public async Task LoginAsync(IReadOnlyList<string> commands, CancellationToken ct)
    {
        foreach (var command in commands)
        {
            await SendAsync(command, ct);
        }
    }

    public async Task<string?> AskAsync(string command, CancellationToken ct)
    {
        await SendAsync(command, ct);
        return await _reader.ReadLineAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _stream.DisposeAsync();
    }

    private async Task SendAsync(string command, CancellationToken ct)
        => await _stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), ct);
}

/// <summary>The protocol is out of sight here: only a field's class shows that calls may not overlap.</summary>
public sealed class Thermometers(LineProtocol device)
{
    public async Task<double> AverageAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var sum = 0.0;
        foreach (var name in names)
        {
            var text = await device.AskAsync(name, ct);
            sum += double.Parse(text ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        }

        return names.Count == 0 ? 0 : sum / names.Count;
    }
}
