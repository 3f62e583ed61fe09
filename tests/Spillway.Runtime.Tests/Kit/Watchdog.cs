namespace Spillway.Runtime.Tests.Kit;

/// <summary>Turns a hang into a failure. The limit is no measurement: it is far above anything a busy machine needs.</summary>
internal static class Watchdog
{
    public static TimeSpan Limit { get; } = Effort.IsLong ? TimeSpan.FromMinutes(30) : TimeSpan.FromMinutes(5);

    public static async Task Guard(Func<Task> body, Func<string>? state = null)
    {
        var work = Task.Run(body);
        try
        {
            await work.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            throw new InvalidOperationException($"Still running after {Limit}: it hangs. {state?.Invoke()}");
        }
    }

    /// <summary>The same for a body that takes a seed, new each time: a failure or a hang names it, and <c>SPILLWAY_SEED</c> tries it again.</summary>
    public static async Task Guard(Func<int, Task> body, Func<string>? state = null)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SPILLWAY_SEED"), out var given) ? given : Environment.TickCount & int.MaxValue;
        try
        {
            await Guard(() => body(seed), state);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed} (SPILLWAY_SEED={seed} tries it again): {exception.Message}", exception);
        }
    }
}
