using System.Threading.Channels;

namespace Noisy.Mailing;

/// <summary>Takes whatever comes, and starts whatever it takes.</summary>
public sealed class MailQueue(HttpClient http)
{
    private readonly Channel<string> _pending = Channel.CreateUnbounded<string>(); // SPW3005

    public async Task EnqueueAsync(IReadOnlyList<string> mailIds, CancellationToken ct)
    {
        foreach (var id in mailIds)
        {
            await _pending.Writer.WriteAsync(id, ct);
        }
    }

    public void Print(IReadOnlyList<string> mailIds)
    {
        foreach (var id in mailIds)
        {
            var thread = new Thread(() => Console.WriteLine(id)); // SPW3003
            thread.Start();
        }
    }

    /// <summary>Answers have answers.</summary>
    public async Task<int> CountAnswersAsync(string mailId, CancellationToken ct)
    {
        var answers = await http.GetFromJsonAsync<string[]>($"mails/{mailId}/answers", ct) ?? [];
        var counts = await Task.WhenAll(answers.Select(answer => CountAnswersAsync(answer, ct))); // SPW3006
        return answers.Length + counts.Sum();
    }
}
