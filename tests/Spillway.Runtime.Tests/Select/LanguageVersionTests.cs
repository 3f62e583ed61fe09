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
        "PermitLimiter limiter = null!; int[] r = await items.SelectConcurrentAsync(8, limiter, async (x, ct) => await Api.Fetch(x, ct));",
        "PermitLimiter limiter = null!; int[] r = await items.SelectConcurrentAsync(8, limiter, Api.Fetch, CancellationToken.None);",
        "PermitLimiter limiter = null!; int[] r = await items.SelectConcurrentAsync(8, limiter, (x, ct) => Api.FetchValue(x, ct));",
        "PermitLimiter limiter = null!; await foreach (int r in items.SelectConcurrent(8, limiter, async (x, ct) => await Api.Fetch(x, ct))) { }",
        "PermitLimiter limiter = null!; int r = await limiter.RunAsync(async ct => await Api.Fetch(1, ct)); await limiter.RunAsync(async ct => { await Task.Yield(); });",
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

    [Theory]
    [InlineData("await Pipeline.From(items, 4).Transform(8, async (x, ct) => await Api.Fetch(x, ct)).Batch(5, TimeSpan.FromSeconds(1)).ForEachAsync(2, async (batch, ct) => await Task.Delay(batch.Count, ct));")]
    [InlineData("await Pipeline.From(items, 4).Transform(8, Api.Fetch).Transform(2, Api.FetchValue, ordered: false).ForEachAsync(2, (x, ct) => Task.Delay(x, ct));")]
    [InlineData("await TaskGroup.RunAsync(async group => { group.Run(async ct => await Api.Fetch(1, ct)); int x = await group.Run(ct => Api.Fetch(2, ct)); await group.RunAsync(async ct => { await Task.Yield(); }); }, 8);")]
    [InlineData("int x = await TaskGroup.RunAsync(async group => await Api.Fetch(1, group.Token)); await TaskGroup.RunAsync(async _ => await Task.Yield());")]
    [InlineData("var gate = new ConcurrencyGate(3); int x = await gate.RunAsync(async ct => await Api.Fetch(1, ct)); x = await gate.RunAsync(ct => Api.Fetch(1, ct)); await gate.RunAsync(async ct => { await Task.Yield(); });")]
    [InlineData("var loader = new BatchLoader<int, string>(async (keys, ct) => { await Task.Yield(); return new Dictionary<int, string>(); }, 100); string s = await loader.LoadAsync(1);")]
    [InlineData("using (await new AsyncLock().LockAsync()) { } void Enter() { using (new object().EnterScope(TimeSpan.FromSeconds(1))) { } } Enter();")]
    [InlineData("int x = await ComputePool.Shared.RunAsync(ct => 1); await ComputePool.Shared.RunAsync(ct => { x++; });")]
    public void The_other_types_compile_as_their_examples_say(string call)
    {
        foreach (var version in new[] { LanguageVersion.CSharp12, LanguageVersion.CSharp13, LanguageVersion.CSharp14 })
            Assert.Equal((version, ""), (version, Snippet.Errors(call, version, "int[] items")));
    }

    [Fact]
    public void The_check_itself_sees_errors()
    {
        Assert.Contains("CS0121", Snippet.Errors("Api.Ambiguous(async x => await Api.Fetch(x, default));", LanguageVersion.CSharp12));
        Assert.NotEqual("", Snippet.Errors("string[] r = await items.SelectConcurrentAsync(8, Api.Fetch);", parameters: "int[] items"));
    }
}
