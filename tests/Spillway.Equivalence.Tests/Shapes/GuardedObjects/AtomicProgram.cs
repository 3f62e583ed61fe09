using System.Collections.Immutable;
using System.Text;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>One thing that is done to one field under its lock.</summary>
internal enum Operation
{
    CountUp,
    CountAndTell,
    Sum,
    Lower,
    HandOut,
    HandOutMany,
    CountDown,
    Once,
    OnceNamed,
    Swap,
    Raise,
}

/// <summary>An object of counters, flags and references, each under a lock; in the end it holds the same whoever came first.</summary>
/// <param name="Operations">What each method does.</param>
/// <param name="HasBraces">How the locks are written.</param>
/// <param name="Threads">How many threads call the methods.</param>
internal sealed record AtomicProgram(ImmutableArray<Operation> Operations, bool HasBraces, int Threads, Plan Plan) : SharedObjectProgram(Plan)
{
    public override string Write(string name)
    {
        var body = $$"""
            var shared = new Shared{{name}}(ids.Count * {{Threads}});
            {{InThreads(Threads, Lines(Operations.Length, i => $"shared.Do{i}(id + thread);"))}}
            return $"{shared} / {client is null}";
            """;
        var text = new StringBuilder();
        text.Append($$"""
            public sealed class Shared{{name}}
            {
                private int _seen;

                public Shared{{name}}(int calls)
                {

            """);
        for (var i = 0; i < Operations.Length; i++)
            text.Append(Operations[i] == Operation.CountDown ? $"        _field{i} = calls;\n" : "");
        text.Append("        _seen = calls - calls;\n    }\n\n");
        text.Append("    public override string ToString() => $\"{_seen}").Append(string.Concat(Operations.Select((operation, i) => operation == Operation.Swap ? $" {{_swapped{i} + _field{i}}}" : $" {{_field{i}}}"))).Append("\";\n\n");
        for (var i = 0; i < Operations.Length; i++)
            Method(text, i, Operations[i]);
        return File(name, body, text.ToString().TrimEnd() + "\n}");
    }

    private void Method(StringBuilder text, int i, Operation operation)
    {
        var type = operation switch { Operation.Sum or Operation.Swap => "long", Operation.OnceNamed => "string?", _ => "int" };
        var (before, section, after) = operation switch
        {
            Operation.CountUp => ("", "_field#++;", ""),
            Operation.CountAndTell => ("int count;", "count = ++_field#;", "if (count == 1) Interlocked.Increment(ref _seen);"),
            Operation.Sum => ("", "_field# += id;", ""),
            Operation.Lower => ("", "_field# -= id + 1;", ""),
            Operation.HandOut => ("int number;", "number = _field#++;", "Interlocked.Add(ref _seen, number);"),
            Operation.HandOutMany => ("int number;", "number = _field#;\n_field# += 5;", "Interlocked.Add(ref _seen, number);"),
            Operation.CountDown => ("var isLast = false;", "if (--_field# == 0)\n    isLast = true;", "if (isLast) Interlocked.Add(ref _seen, 1000);"),
            Operation.Once => ("", "if (_field# == 1)\n    return;\n_field# = 1;", "Interlocked.Increment(ref _seen);"),
            Operation.OnceNamed => ("", "if (_field# == null)\n    _field# = \"named\";", ""),
            Operation.Swap => ("long old;", "old = _field#;\n_field# = id;", "Interlocked.Add(ref _swapped#, old - id);"),
            _ => ("int state;", "_field#++;\nstate = _field#;", "if (state < 0) Interlocked.Increment(ref _seen);"),
        };

        // What was swapped in last is what chance decides; with what was swapped out it adds up.
        var beside = operation == Operation.Swap ? $"    private long _swapped{i};\n" : "";
        var isOne = !section.Contains('\n');
        text.Append($"    private readonly object _gate{i} = new();\n    private {type} _field{i};\n{beside}\n    public void Do{i}(int id)\n    {{\n");
        Append(text, before, 8);
        text.Append($"        lock (_gate{i})\n");
        if (HasBraces || !isOne)
            text.Append("        {\n");
        Append(text, section, 12);
        if (HasBraces || !isOne)
            text.Append("        }\n");
        if (after.Length > 0)
            text.Append('\n');
        Append(text, after, 8);
        text.Append("    }\n\n").Replace("#", $"{i}");
    }

    private static void Append(StringBuilder text, string lines, int indentation) =>
        text.Append(lines.Length == 0 ? "" : Indented(lines, indentation) + "\n");

    protected override IEnumerable<GeneratedProgram> WithLess()
    {
        for (var i = 0; i < Operations.Length && Operations.Length > 1; i++)
            yield return this with { Operations = Operations.RemoveAt(i) };
    }
}
