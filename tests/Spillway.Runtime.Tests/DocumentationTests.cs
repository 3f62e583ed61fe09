using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Spillway.RateLimiting;

namespace Spillway.Runtime.Tests;

/// <summary>The guide's examples are programs: each is compiled as a user would compile it, and prints what its comments say.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string _guide = File.ReadAllText(Path.Combine(
        typeof(DocumentationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Sources").Value!, "Spillway", "Runtime.md"))
        .ReplaceLineEndings("\n");

    public static TheoryData<string, string> Examples()
    {
        var data = new TheoryData<string, string>();
        foreach (Match block in Block().Matches(_guide))
        {
            var heading = _guide[.._guide.IndexOf(block.Value, StringComparison.Ordinal)].Split('\n').Last(line => line.StartsWith('#')).TrimStart('#', ' ');
            data.Add(heading, block.Groups[1].Value);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_prints_what_it_says(string heading, string code)
    {
        var expected = Prints().Matches(code).Select(match => match.Groups[1].Value).ToArray();
        Assert.True(expected.Length > 0, $"The example under '{heading}' prints nothing.");
        var (run, printed) = Snippet.Load(code);
        await Watchdog.Guard(run);
        Assert.Equal(expected, printed());
    }

    [Fact]
    public void Every_public_type_is_in_the_guide()
    {
        var members = typeof(ConcurrentEnumerable).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).Distinct();
        Assert.All(members, name => Assert.Contains(name, _guide));
        Type[] types =
        [
            typeof(AsyncLock), typeof(KeyedAsyncLock<>), typeof(StripedAsyncLock<>), typeof(ConcurrencyGate), typeof(TaskGroup), typeof(ComputePool), typeof(ChannelSelector),
            typeof(BatchLoader<,>), typeof(Pipeline), typeof(StripedCounter), typeof(PermitLimiter),
        ];
        Assert.All(types, type => Assert.Contains(type.Name.Split('`')[0], _guide));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("// prints: (.*)")]
    private static partial Regex Prints();
}
