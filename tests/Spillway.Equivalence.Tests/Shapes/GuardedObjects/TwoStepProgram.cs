using System.Collections.Immutable;
using System.Text;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>A question to a concurrent collection and a second step, as it is written in two steps.</summary>
internal enum TwoSteps
{
    CountWithValue,
    CountByIndexer,
    Make,
    MakeAndReturn,
    Once,
    Refuse,
    Change,
    Remove,
    Take,
    AddThenCount,
    CountOrAdd,
    Double,
}

/// <summary>Two steps that are only right for one thread; in one step many threads do the same.</summary>
/// <param name="Steps">What is done.</param>
/// <param name="Methods">How many methods do it, each to a collection of its own.</param>
/// <param name="Threads">How many workers call them: one after another before the fix, together after it.</param>
internal sealed record TwoStepProgram(TwoSteps Steps, int Methods, int Threads, Plan Plan) : SharedObjectProgram(Plan)
{
    public override string Write(string name)
    {
        var work = Lines(Methods, i => $"shared.Do{i}(id);");
        var body = $$"""
            var shared = new Shared{{name}}(ids);
            if (Together)
            {
            {{Indented(InThreads(Threads, work), 4)}}
            }

            for (var thread = 0; thread < {{Threads}} && !Together; thread++)
            {
                foreach (var id in ids)
                {
            {{Indented(work, 8)}}
                }
            }

            return $"{shared} / {client is null}";
            """;
        var text = new StringBuilder();
        text.Append($$"""
            public sealed class Shared{{name}}
            {
                private long _seen;

                public Shared{{name}}(List<int> ids)
                {
                    foreach (var id in ids)
                    {

            """);
        for (var i = 0; i < Methods; i++)
            text.Append(Steps is TwoSteps.Change or TwoSteps.Remove or TwoSteps.Double ? $"            _map{i}[id] = id;\n" : "").Append(Steps == TwoSteps.Take ? $"            _queue{i}.Enqueue(id);\n" : "");
        text.Append("            _seen += id - id;\n        }\n    }\n\n");
        text.Append("    public override string ToString() => $\"{_seen}").Append(string.Concat(Enumerable.Range(0, Methods).Select(i => $" {{string.Join(\",\", _map{i}.OrderBy(entry => entry.Key))}} {{_queue{i}.Count}}"))).Append("\";\n\n");
        for (var i = 0; i < Methods; i++)
            text.Append(Method(i));
        return File(name, body, text.ToString().TrimEnd() + "\n}", "public static bool Together;\n");
    }

    private string Method(int i)
    {
        var body = Steps switch
        {
            TwoSteps.CountWithValue => """
                if (_map#.TryGetValue(id, out var count))
                    _map#[id] = count + 1;
                else
                    _map#[id] = 1;
                """,
            TwoSteps.CountByIndexer => """
                if (!_map#.ContainsKey(id))
                {
                    _map#.TryAdd(id, id);
                }
                else
                {
                    _map#[id] += 2;
                }
                """,
            TwoSteps.Make => """
                if (!_map#.TryGetValue(id, out var made))
                {
                    made = id * 3 + 1;
                    _map#[id] = made;
                }

                Interlocked.Add(ref _seen, made);
                """,
            TwoSteps.MakeAndReturn => "Interlocked.Add(ref _seen, Get#(id));",
            TwoSteps.Once => """
                if (!_map#.ContainsKey(id))
                {
                    _map#[id] = id;
                    Interlocked.Increment(ref _seen);
                }
                """,
            TwoSteps.Refuse => """
                if (_map#.ContainsKey(id))
                    return;

                _map#[id] = 1;
                Interlocked.Add(ref _seen, id);
                """,
            TwoSteps.Change => """
                if (_map#.TryGetValue(id, out var value))
                    _map#[id] = value + id;
                """,
            TwoSteps.Remove => """
                if (_map#.TryGetValue(id, out var removed))
                {
                    _map#.TryRemove(id, out _);
                    Interlocked.Add(ref _seen, removed + 1);
                }
                """,
            TwoSteps.AddThenCount => """
                _map#.TryAdd(id, 3);
                _map#[id]++;
                """,
            TwoSteps.CountOrAdd => """
                if (!_map#.TryAdd(id, 1))
                    _map#[id] = _map#[id] + 2;
                """,
            TwoSteps.Double => """
                _map#[id] += id + 1;
                """,
            _ => """
                if (_queue#.Count > 0)
                {
                    _queue#.TryDequeue(out var taken);
                    Interlocked.Add(ref _seen, taken);
                }
                """,
        };
        var returning = Steps != TwoSteps.MakeAndReturn ? "" : """
                private int Get#(int id)
                {
                    if (_map#.TryGetValue(id, out var known))
                        return known;

                    known = id + 7;
                    _map#.TryAdd(id, known);
                    return known;
                }


            """;
        return $"    private readonly ConcurrentDictionary<int, int> _map# = new();\n    private readonly ConcurrentQueue<int> _queue# = new();\n\n{returning}    public void Do#(int id)\n    {{\n{Indented(body, 8)}\n    }}\n\n".Replace("#", $"{i}");
    }

    protected override IEnumerable<GeneratedProgram> WithLess()
    {
        if (Methods > 1)
            yield return this with { Methods = Methods - 1 };
    }
}
