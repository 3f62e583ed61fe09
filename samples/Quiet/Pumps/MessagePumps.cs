using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Quiet.Pumps;

public sealed record Message(string Id, Uri Target, string Body);

/// <summary>Items arrive one by one, and the loop lives as long as they come.</summary>
public sealed class MessagePumps(HttpClient http)
{
    public async Task ReadAllAsync(ChannelReader<Message> queue, CancellationToken ct)
    {
        await foreach (var message in queue.ReadAllAsync(ct))
        {
            await DeliverAsync(message, ct);
        }
    }

    public async Task WaitToReadAsync(ChannelReader<Message> queue, CancellationToken ct)
    {
        while (await queue.WaitToReadAsync(ct))
        {
            while (queue.TryRead(out var message))
            {
                await DeliverAsync(message, ct);
            }
        }
    }

    public async Task DrainAsync(ConcurrentQueue<Message> queue, CancellationToken ct)
    {
        while (queue.TryDequeue(out var message))
        {
            await DeliverAsync(message, ct);
        }
    }

    public async Task BreadthFirstAsync(Uri start, CancellationToken ct)
    {
        var seen = new HashSet<Uri> { start };
        var open = new Queue<Uri>([start]);
        while (open.Count > 0)
        {
            var page = open.Dequeue();
            var text = await http.GetStringAsync(page, ct);
            foreach (var line in text.Split('\n'))
            {
                if (Uri.TryCreate(page, line, out var link) && seen.Add(link))
                {
                    open.Enqueue(link);
                }
            }
        }
    }

    public static async Task AcceptAsync(TcpListener listener, Func<TcpClient, Task> serve, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(ct);
            await serve(client);
        }
    }

    public static async Task ForwardAsync(IAsyncEnumerable<Message> source, ChannelWriter<Message> target, CancellationToken ct)
    {
        await foreach (var message in source.WithCancellation(ct))
        {
            await target.WriteAsync(message, ct);
        }
    }

    private async Task DeliverAsync(Message message, CancellationToken ct)
    {
        using var content = new StringContent(message.Body);
        using var response = await http.PostAsync(message.Target, content, ct);
        response.EnsureSuccessStatusCode();
    }
}
