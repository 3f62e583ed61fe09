using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Runtime.Tests.Select;

/// <summary>Calls as people write them must compile under every language version that can meet this library.</summary>
public sealed class LanguageVersionTests
{
    private static readonly string[] _calls =
    [
        "int[] r = await items.SelectConcurrentAsync(8, async (x, ct) => await Api.Fetch(x, ct));",
        "int[] r = await items.SelectConcurrentAsync(8, async (x, _) => { await Task.Yield(); return x; });",
        "int[] r = await items.SelectConcurrentAsync(8, (x, ct) => Api.Fetch(x, ct));",
        "int[] r = await items.SelectConcurrentAsync(8, (x, ct) => Api.FetchValue(x, ct));",
        "int[] r = await items.SelectConcurrentAsync(8, Api.Fetch);",
        "int[] r = await items.SelectConcurrentAsync(8, Api.FetchValue);",
        "(int, string)[] r = await items.SelectConcurrentAsync(8, async (x, ct) => (x, (await Api.Fetch(x, ct)).ToString()));",
        "int[] r = await items.SelectConcurrentAsync(8, static async (x, ct) => await Api.Fetch(x, ct), CancellationToken.None);",
        "int[] r = await items.SelectConcurrentAsync(8, static (x, _) => ValueTask.FromResult(x), default);",
        "var r = await items.SelectConcurrentAsync(8, async (x, ct) => new { Id = x, Value = await Api.Fetch(x, ct) }); _ = r[0].Value;",
        "int[] r = await items.SelectConcurrentAsync(maxConcurrency: 8, selector: async (x, ct) => await Api.Fetch(x, ct), cancellationToken: default);",
        "int[] r = await items.SelectConcurrentAsync(Environment.ProcessorCount, async (int x, CancellationToken ct) => await Api.Fetch(x, ct));",
        "int[] r = await items.SelectConcurrentAsync<int, int>(8, async (x, ct) => await Api.Fetch(x, ct));",
        "short limit = 3; int[] r = await items.SelectConcurrentAsync(limit, async (x, ct) => await Api.Fetch(x, ct));",
        "int[] r = await items.SelectConcurrentAsync(8, async (x, ct) => { if (x > 1) return 1; throw new Exception(); });",
        "int[] r = await items.SelectConcurrentAsync(8, async delegate (int x, CancellationToken ct) { return await Api.Fetch(x, ct); });",
        "async Task<int> Local(int x, CancellationToken ct) => await Api.Fetch(x, ct); int[] r = await items.SelectConcurrentAsync(8, Local);",
        "var r = await items.SelectSettledAsync(8, async (x, ct) => await Api.Fetch(x, ct)); int v = r[0].Result;",
        "var r = await items.SelectSettledAsync(8, Api.Fetch); int v = r[0].Result;",
        "await foreach (int r in items.SelectConcurrent(8, async (x, ct) => await Api.Fetch(x, ct), ordered: false)) { }",
        "await foreach (int r in items.SelectConcurrent(8, Api.FetchValue)) { }",
        "Func<int, CancellationToken, Task<int>> f = Api.Fetch; int[] r = await items.SelectConcurrentAsync(8, f);",
    ];

    public static TheoryData<LanguageVersion, string> Sources()
    {
        var data = new TheoryData<LanguageVersion, string>();
        foreach (var version in new[] { LanguageVersion.CSharp12, LanguageVersion.CSharp13, LanguageVersion.CSharp14 })
        {
            foreach (var type in new[] { "int[]", "List<int>", "IEnumerable<int>", "IAsyncEnumerable<int>" })
                data.Add(version, type);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_call_compiles(LanguageVersion version, string sourceType)
    {
        foreach (var call in _calls)
            Assert.Equal((call, ""), (call, Snippet.Errors(call, version, $"{sourceType} items")));
    }

    [Fact]
    public void The_check_itself_sees_errors()
    {
        Assert.Contains("CS0121", Snippet.Errors("Api.Ambiguous(async x => await Api.Fetch(x, default));", LanguageVersion.CSharp12));
        Assert.NotEqual("", Snippet.Errors("string[] r = await items.SelectConcurrentAsync(8, Api.Fetch);", parameters: "int[] items"));
    }
}
