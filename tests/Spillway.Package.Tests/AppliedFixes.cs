namespace Spillway.Package.Tests;

/// <summary>Fixes out of the packages, applied from a command line; what comes out compiles and is not reported again.</summary>
public sealed class AppliedFixes
{
    [Fact]
    public void With_the_runtime_results_are_used_in_order_under_the_bound_of_the_options()
    {
        var consumer = PackedPackages.Shared.Consumer("Runtime");
        consumer.Write(".editorconfig", "root = true\n\n[*.cs]\nspillway.max_concurrency = 3\n");

        FixedTo(consumer, "Orders.cs", """
                    var total = 0m;
                    // Prices change: ask for today's.
                    var fetched = await orders.SelectConcurrentAsync(3, async (order, _) => await http.GetStringAsync($"prices/{order}?day=today"));
                    foreach (var price in fetched)
                    {
                        total += decimal.Parse(price);
                    }

                    return total;
            """);
        Assert.StartsWith("using Spillway;\n", consumer.Read("Orders.cs"));
    }

    [Fact]
    public void Without_the_runtime_the_framework_does_it()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");

        FixedTo(consumer, "Catalog.cs", """
                    await Parallel.ForEachAsync(addresses, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (address, _) =>
                    {
                        // Only the server's cache needs the answer.
                        await http.GetStringAsync(address + "?version=latest");
                    });
            """);
        Assert.DoesNotContain("Spillway", consumer.Read("Catalog.cs"));
    }

    [Fact]
    public void Noisy_still_compiles_after_all_its_loops_were_rewritten()
    {
        var sample = PackedPackages.Shared.Sample("Noisy");
        var before = sample.Build().Must(succeed: true).Findings().Count(finding => finding.Id == "SPW1001");

        // One run takes one kind of rewrite, that of whichever finding comes first; loops that want another kind wait for the next run.
        var after = before;
        for (var run = 0; run < 3 && after >= before / 2; run++)
        {
            sample.Fix("SPW1001");
            after = sample.Build().Must(succeed: true).Findings().Count(finding => finding.Id == "SPW1001");
        }

        Assert.True(after < before / 2, $"{before} findings before and {after} after");
    }

    [Fact]
    public void What_has_no_rewrite_is_left_alone_and_keeps_no_other_from_its_own()
    {
        const string Text = """
            public class Mails
            {
                public async void Send(HttpClient http)
                {
                    await http.GetStringAsync("send");
                }

                private async void Log(HttpClient http)
                {
                    await http.GetStringAsync("log");
                }

                public async Task LogTwiceAsync(HttpClient http)
                {
                    Log(http);
                    Log(http);
                    await Task.Yield();
                }
            }

            """;
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        consumer.Write("Mails.cs", Text);
        Assert.Equal(2, consumer.Build().Must(succeed: true).Findings().Count(finding => finding.Id == "SPW2010"));

        consumer.Fix("SPW2010");
        Assert.Equal(Text.Replace("async void Log", "async Task Log").Replace("        Log(http);", "        await Log(http);"), consumer.Read("Mails.cs"));

        consumer.Fix("SPW2010");
        Assert.DoesNotContain("SuppressMessage", consumer.Read("Mails.cs"));
    }

    /// <summary>The loop of a file becomes these lines, compiles without a finding, and is left alone by a second run.</summary>
    private static void FixedTo(Consumer consumer, string file, string lines)
    {
        consumer.Write(file, consumer.Read(file).Replace(" // SPW1001", ""));
        Assert.Single(consumer.Build().Must(succeed: true).Findings());

        consumer.Fix("SPW1001");
        var rewritten = consumer.Read(file);
        Assert.True(rewritten.Contains(lines.ReplaceLineEndings("\n"), StringComparison.Ordinal), $"the fix made\n{rewritten}\nwhich lacks\n{lines}");
        Assert.Empty(consumer.Build().Must(succeed: true).Findings());

        consumer.Fix("SPW1001");
        Assert.Equal(rewritten, consumer.Read(file));
    }
}
