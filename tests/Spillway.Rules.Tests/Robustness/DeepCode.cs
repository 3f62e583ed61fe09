using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>Code that machines write: the rules end, in bounded time, and throw nothing.</summary>
public sealed class DeepCode
{
    /// <summary>Far above what any of these takes on a slow machine; without an end at all, the test would say nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Each kind of depth or length.</summary>
    public static TheoryData<string> Kinds() => [.. Bodies.Keys];

    private static Dictionary<string, Func<string>> Bodies { get; } = new()
    {
        ["a sum of 10,000 terms"] = () => $"var total = {string.Join(" + ", Enumerable.Repeat("_numbers.Count", 10_000))};",
        ["a text of 10,000 parts"] = () => $"var text = {string.Join(" + ", Enumerable.Repeat("(\"a\" + _numbers)", 10_000))};",
        ["a chain of 2,000 calls"] = () => $"var text = _text{string.Concat(Enumerable.Repeat(".Append(1)", 2_000))};",
        ["2,000 blocks"] = () => Nested("{ ", "await Get(1);", " }", 2_000),
        ["300 loops"] = () => Nested("foreach (var item in _numbers) { ", "await Get(1);", " }", 300),
        ["300 locks"] = () => Nested("lock (_numbers) { ", "_numbers.Add(1);", " }", 300),
        ["300 lambdas"] = () => $"Func<object> f = {string.Concat(Enumerable.Repeat("() => (Func<object>)(", 300))}() => 1{new string(')', 300)};",
        ["200 attempts"] = () => Nested("try { ", "await Get(1);", " } finally { _numbers.Clear(); }", 200),
        ["1,000 alternatives"] = () => string.Join(" else ", Enumerable.Range(0, 1_000).Select(i => $"if (_numbers.Count == {i}) await Get({i});")),
        ["1,000 conditions"] = () => $"var chosen = {string.Concat(Enumerable.Range(0, 1_000).Select(i => $"_numbers.Count == {i} ? {i} : "))}0;",
        ["a condition of 10,000 parts"] = () => $"if ({Many(" && ", "_numbers.Count > 1")}) await Get(1); else if ({Many(" && ", "!_isOn")}) return; else _text.Clear();",
        ["a check of 10,000 parts before a lock"] = () => $"if ({Many(" || ", "_first == null")}) lock (_numbers) {{ if (_first == null) _first = new object(); }}",
        ["a thread that goes on while 10,000 flags are set"] = () => $"_ = Task.Run(() => {{ while ({Many(" && ", "_isOn")}) System.Threading.Thread.Sleep(1); }});",
        ["tasks of which 10,000 things are asked"] = () => $"var tasks = new List<Task<string>>(); await Task.WhenAll(tasks); var done = System.Linq.Enumerable.Where(tasks, t => {Many(" && ", "t.IsCompleted")}); foreach (var t in done) _text.Append(t.Result);",
        ["a method of 20,000 lines"] = () => string.Concat(Enumerable.Range(0, 20_000).Select(i => $"var x{i} = await Get({i});\n")),
        ["20,000 lines that lock"] = () => string.Concat(Enumerable.Range(0, 10_000).Select(i => $"lock (_numbers) _numbers.Add({i});\n_text.Append({i});\n")),
        ["a list of 20,000 tasks"] = () => $"await Task.WhenAll(new[] {{ {string.Join(", ", Enumerable.Repeat("Get(1)", 20_000))} }});",
    };

    /// <summary>The rules end.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Ends(string kind)
    {
        var text = new StringBuilder()
            .AppendLine("using System; using System.Collections.Generic; using System.IO; using System.Net.Http; using System.Text; using System.Threading.Tasks;")
            .AppendLine("sealed class Machine(HttpClient http) {")
            .AppendLine("    private readonly List<int> _numbers = new(); private readonly StringBuilder _text = new(); private bool _isOn; private object _first;")
            .AppendLine("    private Task<string> Get(int id) => http.GetStringAsync(\"http://127.0.0.1/\" + id);")
            .AppendLine("    public async Task Work() {")
            .AppendLine(Bodies[kind]())
            .AppendLine("    await Get(1); } }")
            .ToString();
        await AssertEndsAsync(text);
    }

    /// <summary>Methods that call the next one, 3,000 deep, and at the end the first again.</summary>
    [Fact]
    public async Task Ends_on_long_ways_through_methods()
    {
        var text = new StringBuilder("using System.Collections.Generic; using System.Net.Http; using System.Threading.Tasks; sealed class Machine(HttpClient http) { private readonly object _gate = new(); private int _n;\n");
        for (var i = 0; i < 3_000; i++)
        {
            text.AppendLine($"    private async Task<int> Step{i}(int x) => await Step{(i + 1) % 3_000}(x + 1);");
            text.AppendLine($"    private void Sync{i}() {{ lock (_gate) _n++; Sync{(i + 1) % 3_000}(); }}");
        }

        text.AppendLine("    public async Task All(List<int> items) { foreach (var item in items) { await Step0(item); lock (_gate) { Sync0(); } } } }");
        await AssertEndsAsync(text.ToString());
    }

    private static string Many(string separator, string part) => string.Join(separator, Enumerable.Repeat(part, 10_000));

    private static string Nested(string open, string inside, string close, int levels) =>
        string.Concat(Enumerable.Repeat(open, levels)) + inside + string.Concat(Enumerable.Repeat(close, levels));

    private static async Task AssertEndsAsync(string text)
    {
        var compilation = References.Bound(new Settings()).WithOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).AddSyntaxTrees(CSharpSyntaxTree.ParseText(text));
        var (findings, crashes) = await AnalyzerSet.Shipped.AnalyseAsync(compilation, new([])).WaitAsync(Patience);
        Assert.Empty(crashes);
        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }
}
