// rule: SPW1007
// title: Greetings that are asked for twice, because their query is gone through twice
// limit: 20
// latency: 20
// requests: fewer
// before: all, and then one after another again

using System.Net.Http.Json;

namespace Shop;

public sealed record Greeting(string Id, int Available);

public sealed class Greetings(HttpClient http)
{
    public async Task<List<string>> CollectAsync(IReadOnlyList<string> friends, CancellationToken cancellationToken)
    {
        var greetings = friends.Take(20).Select(friend => AskAsync(friend, cancellationToken));
        await Task.WhenAll(greetings);

        // All are there.
        var texts = new List<string>();
        foreach (var greeting in greetings)
        {
            var text = await greeting;
            texts.Add($"{text.Id}: {text.Available} kisses");
        }

        return texts;
    }

    private async Task<Greeting> AskAsync(string friend, CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<Greeting>($"greetings/{friend}", cancellationToken)
            ?? throw new InvalidOperationException($"{friend} says nothing.");
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var friends = Enumerable.Range(1, 20).Select(i => $"friend-{i}").ToList();
        return string.Join('\n', await new Greetings(http).CollectAsync(friends, cancellationToken));
    }
}
