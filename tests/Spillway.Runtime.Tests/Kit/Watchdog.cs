namespace Spillway.Runtime.Tests.Kit;

/// <summary>Turns a hang into a failure. The limit is no measurement: it is far above anything a busy machine needs.</summary>
internal static class Watchdog
{
    public static TimeSpan Limit { get; } = Effort.IsLong ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(60);

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
}
