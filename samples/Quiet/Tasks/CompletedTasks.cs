namespace Quiet.Tasks;

/// <summary>Reading the result of a task that is complete waits for nothing.</summary>
public sealed class CompletedTasks(HttpClient http)
{
    private readonly Lock _gate = new();
    private Task<string>? _loading;

    public async Task<string> BothAsync(string left, string right, CancellationToken ct)
    {
        var first = http.GetStringAsync(left, ct);
        var second = http.GetStringAsync(right, ct);
        await Task.WhenAll(first, second);
        return first.Result + second.Result;
    }

    public async Task<string?> InTimeAsync(string path, TimeSpan limit, CancellationToken ct)
    {
        var answer = http.GetStringAsync(path, ct);
        var winner = await Task.WhenAny(answer, Task.Delay(limit, ct));
        return winner == answer ? answer.Result : null;
    }

    public ValueTask<string> SharedAsync(string path)
    {
        Task<string> loading;
        lock (_gate)
        {
            loading = _loading ??= http.GetStringAsync(path);
        }

        return loading.IsCompletedSuccessfully ? new ValueTask<string>(loading.Result) : new ValueTask<string>(loading);
    }
}
