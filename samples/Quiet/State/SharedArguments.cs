using System.Net.Http.Headers;
using System.Text;
using System.Transactions;

namespace Quiet.State;

/// <summary>Every iteration hands the same object to the operation, and the operation changes it.</summary>
public sealed class SharedArguments(HttpClient http, Random random)
{
    private static int s_requests;

    public async Task<List<string>> IntoListAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var page in pages)
        {
            await LoadIntoAsync(page, bodies, ct);
        }

        return bodies;
    }

    public async Task<string> IntoTextAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var page in pages)
        {
            await AppendAsync(page, text, ct);
        }

        return text.ToString();
    }

    public async Task<List<string>> WithHeaderAsync(IReadOnlyList<string> tenants, CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var tenant in tenants)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Tenant", tenant);
            bodies.Add(await http.GetStringAsync("settings", ct));
        }

        return bodies;
    }

    public async Task<int> CountStaticAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var length = 0;
        foreach (var page in pages)
        {
            length += await NumberedAsync(page, ct);
        }

        return length;
    }

    public async Task<List<string>> DrawAsync(IReadOnlyList<string> players, CancellationToken ct)
    {
        // A seeded generator: the same players get the same cards.
        var cards = new List<string>();
        foreach (var player in players)
        {
            cards.Add(await http.GetStringAsync($"cards/{player}/{random.Next(52)}", ct));
        }

        return cards;
    }

    public async Task<List<string>> NumberedInOrderAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var number = 0;
        var answers = new List<string>();
        foreach (var name in names)
        {
            answers.Add(await http.GetStringAsync($"register/{name}?number={number++}", ct));
        }

        return answers;
    }

    public async Task SameContentAsync(IReadOnlyList<Uri> targets, CancellationToken ct)
    {
        using var content = new StreamContent(File.OpenRead("body.bin"));
        foreach (var target in targets)
        {
            using var response = await http.PostAsync(target, content, ct);
        }
    }

    public async Task AppendLogAsync(string path, IReadOnlyList<string> lines, CancellationToken ct)
    {
        foreach (var line in lines)
        {
            await File.AppendAllTextAsync(path, line + "\n", ct);
        }
    }

    public async Task TransferAsync(IReadOnlyList<Uri> participants, CancellationToken ct)
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        foreach (var participant in participants)
        {
            using var response = await http.PutAsync(participant, content: null, ct);
            response.EnsureSuccessStatusCode();
        }

        scope.Complete();
    }

    public async Task<List<string>> ThroughDelegateAsync(IReadOnlyList<string> keys, Func<string, Task<string>> load)
    {
        var values = new List<string>();
        foreach (var key in keys)
        {
            values.Add(await load(key));
        }

        return values;
    }

    private async Task LoadIntoAsync(Uri page, List<string> bodies, CancellationToken ct)
    {
        bodies.Add(await http.GetStringAsync(page, ct));
    }

    private async Task AppendAsync(Uri page, StringBuilder text, CancellationToken ct)
    {
        var body = await http.GetStringAsync(page, ct);
        text.Append(page).Append(": ").AppendLine(body);
    }

    private async Task<int> NumberedAsync(Uri page, CancellationToken ct)
    {
        s_requests++;
        var text = await http.GetStringAsync($"{page}?n={s_requests}", ct);
        return text.Length;
    }
}
