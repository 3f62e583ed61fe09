using System.Collections.Immutable;
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
internal sealed record FirstUseProgram(ImmutableArray<FirstUse> Uses, bool IsStatic, int Threads, Plan Plan) : SharedObjectProgram(Plan)
{
    public override string Write(string name)
    {
        var body = $$"""
            var shared = new Shared{{name}}();
            var sum = 0L;
            {{InThreads(Threads, Lines(Uses.Length, i => $"Interlocked.Add(ref sum, id + shared.Do{i}());"))}}
            return $"{sum} / {client is null}";
            """;
        return File(name, body, $"public sealed class Shared{name}\n{{\n{Lines(Uses.Length, Field).TrimEnd()}\n}}");
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
            }, 8) + "\n    }\n",
        };
        return text.Replace("#", $"{i}");
    }

    protected override IEnumerable<GeneratedProgram> WithLess()
    {
        for (var i = 0; i < Uses.Length && Uses.Length > 1; i++)
            yield return this with { Uses = Uses.RemoveAt(i) };
    }
}
