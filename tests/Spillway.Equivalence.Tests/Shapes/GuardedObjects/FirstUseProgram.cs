using System.Collections.Immutable;
using System.Text;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>How a field is made on first use.</summary>
internal enum FirstUse
{
    AskTwice,
    LeaveIfThere,
    Coalesce,
    Flag,
    Number,
    AskOnce,
}

/// <summary>An object whose fields are made on first use by several threads at once.</summary>
/// <param name="Uses">How each field is made.</param>
/// <param name="IsStatic">True for fields of the class.</param>
/// <param name="Threads">How many threads use them.</param>
internal sealed record FirstUseProgram(ImmutableArray<FirstUse> Uses, bool IsStatic, int Threads, Plan Plan) : GeneratedProgram
{
    public override Plan Plan { get; init; } = Plan;

    public override string Write(string name)
    {
        var text = new StringBuilder();
        text.Append($$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Net.Http;
            using System.Threading;
            using System.Threading.Tasks;
            using Spillway.Equivalence.Tests.Running;

            public sealed class {{name}}(HttpClient client) : IProgram
            {
                public IReadOnlyList<string> Log { get; } = new List<string>();

                public async Task<string> RunAsync(List<int> ids, CancellationToken cancellationToken)
                {
                    var shared = new Shared{{name}}();
                    var sum = 0L;
                    await Task.WhenAll(Enumerable.Range(0, {{Threads}}).Select(thread => Task.Run(() =>
                    {
                        foreach (var id in ids)
                        {

            """);
        for (var i = 0; i < Uses.Length; i++)
            text.Append($"                    Interlocked.Add(ref sum, id + shared.Do{i}());\n");
        text.Append($$"""
                        }
                    }, cancellationToken)));
                    return $"{sum} / {client is null}";
                }
            }

            public sealed class Shared{{name}}
            {

            """);
        for (var i = 0; i < Uses.Length; i++)
            text.Append(Field(i)).Append('\n');
        return text.ToString().TrimEnd() + "\n}\n";
    }

    private string Field(int i)
    {
        var kind = IsStatic ? "static " : "";
        var gate = $"    private {kind}readonly object _gate# = new();\n";
        var text = Uses[i] switch
        {
            FirstUse.Flag => gate + $"    private {kind}bool _isMade#;\n    private {kind}int _size#;\n\n" + """
                    public int Do#()
                    {
                        if (!_isMade#)
                        {
                            lock (_gate#)
                            {
                                if (!_isMade#)
                                {
                                    _size# = 30 + #;
                                    _isMade# = true;
                                }
                            }
                        }

                        return _size#;
                    }

                """,
            FirstUse.Number => gate + $"    private {kind}long _number#;\n\n" + """
                    public int Do#()
                    {
                        if (_number# == 0)
                        {
                            lock (_gate#)
                            {
                                if (_number# == 0)
                                    _number# = 50 + #;
                            }
                        }

                        return (int)_number#;
                    }

                """,
            var use => gate + $"    private {kind}List<int>? _list#;\n\n" + "    public int Do#()\n    {\n" + Indented(use switch
            {
                FirstUse.AskTwice => """
                    if (_list# == null)
                    {
                        lock (_gate#)
                        {
                            if (_list# == null)
                                _list# = new List<int> { 1, 2, # };
                        }
                    }

                    return _list#.Count + _list#[2];
                    """,
                FirstUse.LeaveIfThere => """
                    if (_list# is not null)
                        return _list#.Count;

                    lock (_gate#)
                    {
                        _list# ??= new List<int> { 1, 2, # };
                        return _list#.Count;
                    }
                    """,
                FirstUse.Coalesce => """
                    if (_list# == null)
                    {
                        lock (_gate#)
                            _list# ??= new List<int> { 4 };
                    }

                    return _list#.Count;
                    """,
                _ => """
                    if (_list# == null)
                    {
                        lock (_gate#)
                        {
                            _list# = new List<int> { 1, 2, 3, # };
                        }
                    }

                    return _list#.Count;
                    """,
            }) + "    }\n",
        };
        return text.Replace("#", $"{i}");
    }

    private static string Indented(string lines) => string.Concat(lines.Split('\n').Select(line => (line.Length == 0 ? "" : "        " + line) + "\n"));

    public override IEnumerable<GeneratedProgram> Smaller()
    {
        for (var i = 0; i < Uses.Length && Uses.Length > 1; i++)
            yield return this with { Uses = Uses.RemoveAt(i) };
        foreach (var plan in Plan.Smaller())
            yield return this with { Plan = plan };
    }
}
