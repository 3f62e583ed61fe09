namespace Spillway.Equivalence.Tests.Running;

/// <summary>Runs a compiled program in a world of its own.</summary>
internal static class Execution
{
    // No measurement: it turns a hang into a failure. Programs that block their thread wait for the pool to notice, on a busy machine for long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<Observation> RunAsync(Type program, Plan plan, IReadOnlyCollection<string> failing)
    {
        using var world = new World(plan.Pace, failing, plan.FailsAtOnce);
        using var client = new HttpClient(world) { BaseAddress = new Uri("http://world/"), Timeout = Timeout.InfiniteTimeSpan };
        var instance = (IProgram)Activator.CreateInstance(program, client)!;
        string? value = null, error = null;
        try
        {
            // A thread of the pool has no context, which is what most code runs in.
            value = await Task.Run(() => instance.RunAsync([.. plan.Items], CancellationToken.None)).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            error = "nothing: it does not end";
        }
        catch (Exception exception)
        {
            error = $"{exception.GetType().Name}: {exception.Message}";
        }

        string[] log;
        lock (instance.Log)
            log = [.. instance.Log];
        return new Observation(value, error, log, world.Requests, world.Failures, world.MostInFlight);
    }
}
