namespace Quiet.Tasks;

/// <summary>Asynchronous code that is given away with its task, or as the handler of an event.</summary>
public sealed class DelegatesAndTasks(HttpClient http)
{
    public event EventHandler? Closed;

    public void Listen(CancellationToken ct)
    {
        Closed += async (_, _) => await http.DeleteAsync(new Uri("sessions/current", UriKind.Relative), CancellationToken.None);
        ct.Register(() => Closed?.Invoke(this, EventArgs.Empty));
    }

    public async Task SendAsync(IReadOnlyList<string> paths, CancellationToken ct)
    {
        await Parallel.ForEachAsync(paths, ct, async (path, token) => await http.DeleteAsync(path, token));
        await Task.Factory.StartNew(() => SendOneAsync(paths[0], ct), ct, TaskCreationOptions.None, TaskScheduler.Default).Unwrap();
    }

    private async Task SendOneAsync(string path, CancellationToken ct)
    {
        using var response = await http.DeleteAsync(path, ct);
        response.EnsureSuccessStatusCode();
    }
}
