using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Benchmarks.Analysis;

/// <summary>A project of many services that call each other in a circle; the first has a file of 1,000 lines, and is the one that is edited.</summary>
internal static class MadeUpProject
{
    public const int Files = 500;

    private const int LinesOfEdited = 1_000;
    private const int LinesOfOthers = 60;

    /// <summary>What is edited: the letter goes in behind this text, of which every service has several.</summary>
    public const string Edited = "\"/items/";

    /// <summary>Services that call the next one directly, or through interfaces, events, base classes and private helpers.</summary>
    public static CSharpCompilation Make(bool isWoven, int files = Files)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));
        var trees = Enumerable.Range(0, files).Select(i => CSharpSyntaxTree.ParseText(Text(i, files, i == 0 ? LinesOfEdited : LinesOfOthers, isWoven), path: $"/Service{i}.cs"));
        return CSharpCompilation.Create("Project", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    private static string Text(int number, int files, int lines, bool isWoven)
    {
        var text = new StringBuilder(Fill(isWoven ? WovenHead : PlainHead, number, files, 0));
        var method = isWoven ? WovenMethod : PlainMethod;
        for (var i = 0; text.ToString().Count(c => c == '\n') + method.Count(c => c == '\n') < lines; i++)
            text.Append(Fill(method, number, files, i));
        return text.Append("}\n").ToString();
    }

    private static string Fill(string text, int number, int files, int method)
    {
        string Say(int value) => value.ToString(CultureInfo.InvariantCulture);
        return text.Replace("#next", Say((number + 1) % files), StringComparison.Ordinal).Replace("#i", Say(method), StringComparison.Ordinal).Replace("#", Say(number), StringComparison.Ordinal);
    }

    private const string PlainHead = """
        using System; using System.Collections.Generic; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
        namespace Project;
        public sealed class Service#(HttpClient http, Service#next next)
        {
            private readonly object _gate = new();
            private readonly Dictionary<int, string> _seen = new();

        """;

    private const string PlainMethod = """
            public async Task<List<string>> Load#iAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
            {
                var all = new List<string>();
                foreach (var id in ids)
                {
                    var item = await http.GetStringAsync("/items/#i/" + id, cancellationToken);
                    all.Add(item.Trim());
                }
                lock (_gate)
                {
                    _seen[ids.Count] = all.FirstOrDefault() ?? "";
                }
                var rest = await next.Load0Async(ids.Take(3).ToList(), cancellationToken);
                return all.Concat(rest).ToList();
            }


        """;

    private const string WovenHead = """
        using System; using System.Collections.Generic; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
        namespace Project;
        public interface IService# { Task<List<string>> Load0Async(IReadOnlyList<int> ids, CancellationToken cancellationToken); event EventHandler Changed; int Count { get; } }
        public abstract class Base# : IDisposable { public virtual void Dispose() { } protected virtual int Weigh(string item) => item.Length; }
        public sealed class Service#(HttpClient http, IService#next next) : Base#, IService#, IComparable<Service#>
        {
            private readonly object _gate = new();
            private readonly Dictionary<int, string> _seen = new();
            private readonly SemaphoreSlim _turn = new(1);
            public event EventHandler? Changed;
            public int Count { get { lock (_gate) return _seen.Count; } }
            public int CompareTo(Service#? other) => other is null ? 1 : Count.CompareTo(other.Count);
            public void Listen() => next.Changed += OnChanged;
            private void OnChanged(object? sender, EventArgs e) { lock (_gate) _seen.Clear(); Changed?.Invoke(this, e); }
            private void Store(int id, string item) { lock (_gate) _seen[id] = item; }
            protected override int Weigh(string item) => base.Weigh(item) + next.Count;
            private string Find(int id) { lock (_gate) return _seen.TryGetValue(id, out var found) ? found : ""; }

        """;

    private const string WovenMethod = """
            public async Task<List<string>> Load#iAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
            {
                var all = new List<string>();
                foreach (var id in ids)
                {
                    var item = await http.GetStringAsync("/items/#i/" + id, cancellationToken);
                    all.Add(item.Trim());
                    Store(id, item);
                }
                await _turn.WaitAsync(cancellationToken);
                try
                {
                    for (var turn = 0; turn < 3; turn++)
                        all.Add(await http.GetStringAsync("/items/turn/" + turn, cancellationToken));
                }
                finally
                {
                    _turn.Release();
                }
                if (next.Count > Weigh(Find(ids.Count)))
                    Listen();
                var tasks = ids.Select(id => http.GetStringAsync("/items/again/" + id, cancellationToken)).ToList();
                all.AddRange(await Task.WhenAll(tasks));
                var rest = await next.Load0Async(ids.Take(3).ToList(), cancellationToken);
                return all.Concat(rest).ToList();
            }
            private int Sum#i(IEnumerable<int> numbers) { var sum = 0; foreach (var number in numbers) sum += number + Weigh(Find(number)); return sum; }


        """;
}
