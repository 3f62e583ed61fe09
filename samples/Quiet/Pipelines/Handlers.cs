using Microsoft.Extensions.Hosting;

namespace Quiet.Pipelines;

public sealed record OrderPlaced(int OrderId, string Customer);

public interface IHandler<in T>
{
    Task HandleAsync(T message, CancellationToken ct);
}

public interface IStep
{
    Task<string> ApplyAsync(string text, CancellationToken ct);
}

/// <summary>The order of the handlers is part of the design, and what they touch is not in view.</summary>
public sealed class Dispatcher(IEnumerable<IHandler<OrderPlaced>> handlers, IEnumerable<IHostedService> services)
{
    private readonly List<Func<OrderPlaced, Task>> _listeners = [];

    public event Func<OrderPlaced, Task>? Placed;

    public void Listen(Func<OrderPlaced, Task> listener) => _listeners.Add(listener);

    public async Task DispatchAsync(OrderPlaced message, CancellationToken ct)
    {
        foreach (var handler in handlers)
        {
            await handler.HandleAsync(message, ct);
        }
    }

    public async Task NotifyAsync(OrderPlaced message)
    {
        foreach (var listener in _listeners)
        {
            await listener(message);
        }
    }

    public async Task RaiseAsync(OrderPlaced message)
    {
        foreach (var listener in Placed?.GetInvocationList() ?? [])
        {
            await ((Func<OrderPlaced, Task>)listener)(message);
        }
    }

    public async Task StartAsync(CancellationToken ct)
    {
        foreach (var service in services)
        {
            await service.StartAsync(ct);
        }
    }

    public static async Task<string> TransformAsync(string text, IReadOnlyList<IStep> steps, CancellationToken ct)
    {
        foreach (var step in steps)
        {
            text = await step.ApplyAsync(text, ct);
        }

        return text;
    }

    public static async Task DisposeAsync(IReadOnlyList<IAsyncDisposable> owned)
    {
        // In reverse order of creation: later ones may use earlier ones.
        for (var i = owned.Count - 1; i >= 0; i--)
        {
            await owned[i].DisposeAsync();
        }
    }
}
