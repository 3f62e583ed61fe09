using Microsoft.CodeAnalysis;
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

    private static readonly MetadataReference[] _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

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
            Assert.Equal((call, ""), (call, Errors(version, sourceType, call)));
    }

    [Fact]
    public void The_check_itself_sees_errors()
    {
        Assert.Contains("CS0121", Errors(LanguageVersion.CSharp12, "int[]", "Api.Ambiguous(async x => await Api.Fetch(x, default));"));
        Assert.NotEqual("", Errors(LanguageVersion.CSharp14, "int[]", "string[] r = await items.SelectConcurrentAsync(8, Api.Fetch);"));
    }

    private static string Errors(LanguageVersion version, string sourceType, string statements)
    {
        var source = $$"""
            using System;
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using Spillway;

            static class Api
            {
                public static async Task<int> Fetch(int x, CancellationToken ct) { await Task.Yield(); return x; }
                public static ValueTask<int> FetchValue(int x, CancellationToken ct) => new(x);
                public static void Ambiguous<R>(Func<int, Task<R>> f) { }
                public static void Ambiguous<R>(Func<int, ValueTask<R>> f) { }

                public static async Task Run({{sourceType}} items)
                {
                    {{statements}}
                    await Task.Yield();
                }
            }
            """;
        var compilation = CSharpCompilation.Create(
            "Calls",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version))],
            _references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return string.Join("; ", compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
    }
}
