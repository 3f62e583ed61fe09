using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Quiet.Sinks;

/// <summary>One sink, one order: what is written later must arrive later.</summary>
public static class OrderedSinks
{
    public static async Task WriteCsvAsync(TextWriter writer, IEnumerable<(string Name, int Count)> rows)
    {
        foreach (var (name, count) in rows)
        {
            await writer.WriteLineAsync($"{name};{count}");
        }
    }

    public static async Task WriteReportAsync(IEnumerable<string> lines, string path, CancellationToken ct)
    {
        await using var file = File.Create(path);
        await using var writer = new StreamWriter(file);
        foreach (var line in lines)
        {
            await WriteRowAsync(writer, line, ct);
        }
    }

    public static async Task JoinAsync(IReadOnlyList<string> parts, Stream output, CancellationToken ct)
    {
        foreach (var part in parts)
        {
            await using var input = File.OpenRead(part);
            await input.CopyToAsync(output, ct);
        }
    }

    public static async Task StreamEventsAsync(HttpContext context, IReadOnlyList<string> events)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var text in events)
        {
            await context.Response.WriteAsync($"data: {text}\n\n", context.RequestAborted);
        }
    }

    public static async Task SendAsync(WebSocket socket, IReadOnlyList<string> messages, CancellationToken ct)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(messages[i]), WebSocketMessageType.Text, endOfMessage: true, ct);
        }
    }

    public static async Task PublishAsync(ChannelWriter<string> queue, IEnumerable<string> items, CancellationToken ct)
    {
        foreach (var item in items)
        {
            await queue.WriteAsync(item, ct);
        }

        queue.Complete();
    }

    public static async Task FillAsync(PipeWriter pipe, IEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken ct)
    {
        foreach (var block in blocks)
        {
            var result = await pipe.WriteAsync(block, ct);
            if (result.IsCompleted)
            {
                break;
            }
        }
    }

    public static async Task<int> ReadBlocksAsync(Stream input, IReadOnlyList<int> sizes, CancellationToken ct)
    {
        var buffer = new byte[4096];
        var sum = 0;
        foreach (var size in sizes)
        {
            await input.ReadExactlyAsync(buffer.AsMemory(0, size), ct);
            sum += buffer[0];
        }

        return sum;
    }

    public static async Task DownloadInOrderAsync(HttpClient http, IReadOnlyList<Uri> parts, Stream output, CancellationToken ct)
    {
        // The body is copied while it arrives: with all parts at once they would have to be kept in memory.
        foreach (var part in parts)
        {
            using var response = await http.GetAsync(part, HttpCompletionOption.ResponseHeadersRead, ct);
            await response.Content.CopyToAsync(output, ct);
        }
    }

    private static Task WriteRowAsync(TextWriter writer, string line, CancellationToken ct)
        => writer.WriteLineAsync(line.AsMemory(), ct);
}
