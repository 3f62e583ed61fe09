using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>The lock for all keys.</summary>
internal enum KeyGate
{
    Permit,
    AsyncLock,
    LockStatement,
}

/// <summary>How an entry is looked for.</summary>
internal enum Look
{
    LeaveIfFound,
    MakeIfMissing,
    AskAndIndex,
}

/// <summary>What a parallel loop puts together.</summary>
internal enum Gather
{
    Sum,
    List,
    Set,
    Bits,
    SumOfSome,
    Query,
}

/// <summary>What a concurrent dictionary is asked.</summary>
internal enum Question
{
    IsEmpty,
    HasAny,
    HasKey,
    Keys,
    Values,
    Copy,
    BestValue,
}

/// <summary>A cache, a loop and a dictionary; what they give in the end does not depend on who came first.</summary>
internal sealed record KeyedProgram(KeyGate Gate, Look Look, bool Forgets, Gather Gather, Question Question, int Keys, Plan Plan) : SharedObjectProgram(Plan)
{
    public override string Write(string name)
    {
        var work = $"found[id % {Keys}] = await cache.GetAsync((id % {Keys}).ToString(), cancellationToken);" + (Forgets ? "\nawait cache.ForgetAsync((id % 3).ToString());" : "");
        var body = $$"""
            var cache = new Cache{{name}}(client);
            var found = new ConcurrentDictionary<int, string>();
            {{InThreads(4, work, isAsync: true)}}
            return $"{string.Join(",", found.OrderBy(pair => pair.Key))} / {cache.Gather(ids)} / {cache.Ask(ids)}";
            """;
        var cache = $$"""
            public sealed class Cache{{name}}(HttpClient client)
            {
                private readonly {{Declaration}};
                private readonly Dictionary<string, string> _entries = new();
                private readonly ConcurrentDictionary<int, int> _seen = new();

                public async Task<string> GetAsync(string key, CancellationToken cancellationToken)
                {
                    await Task.Yield();
            {{Indented(Section(Looked(Gate == KeyGate.LockStatement ? "Make(key)" : "await client.GetStringAsync(key, cancellationToken)")), 8)}}
                }

                public async Task ForgetAsync(string key)
                {
                    await Task.Yield();
            {{Indented(Section("_entries.Remove(key);"), 8)}}
                }

                public string Gather(List<int> ids)
                {
                    var gate = new object();
                    var sum = 0L;
                    var bits = 0;
                    var list = new List<int>();
                    var set = new HashSet<int>();
            {{Indented(Loop, 8)}}
                    return $"{sum} {bits} {string.Join(",", list.Order())} {string.Join(",", set.Order())}";
                }

                public string Ask(List<int> ids)
                {
                    var answers = new List<int>();
                    foreach (var id in ids)
                    {
            {{Indented(Asked, 12)}}
                        _seen[id] = id * 3;
                    }

                    return string.Join(",", answers);
                }

                private static string Make(string key)
                {
                    Thread.Sleep(1);
                    return key + key;
                }
            }
            """;
        return File(name, body, cache);
    }

    protected override IEnumerable<GeneratedProgram> WithLess()
    {
        if (Forgets)
            yield return this with { Forgets = false };
    }

    private string Declaration => Gate switch
    {
        KeyGate.Permit => "SemaphoreSlim _gate = new(1, 1)",
        KeyGate.AsyncLock => "AsyncLock _gate = new()",
        _ => "object _gate = new()",
    };

    private string Loop => Gather switch
    {
        Gather.Sum => "Parallel.ForEach(ids, id =>\n{\n    lock (gate)\n    {\n        sum += id;\n    }\n});",
        Gather.List => "Parallel.For(0, ids.Count, i =>\n{\n    lock (gate)\n    {\n        list.Add(ids[i] * 2);\n    }\n});",
        Gather.Set => "Parallel.ForEach(ids, (id, state) =>\n{\n    lock (gate)\n    {\n        set.Add(id % 7);\n    }\n});",
        Gather.Bits => "Parallel.ForEach(ids, id =>\n{\n    var shifted = 1 << (id % 20);\n    lock (gate)\n    {\n        bits |= shifted;\n    }\n});",
        Gather.SumOfSome => "Parallel.ForEach(ids, id =>\n{\n    lock (gate)\n    {\n        if (id % 3 == 0)\n            return;\n        sum -= id;\n        sum++;\n    }\n});",
        _ => "ids.AsParallel().ForAll(id =>\n{\n    lock (gate)\n    {\n        list.Add(id + 1);\n    }\n});",
    };

    private string Asked => Question switch
    {
        Question.IsEmpty => "answers.Add(_seen.Count == 0 ? 1 : _seen.Count > 0 ? 2 : 3);",
        Question.HasAny => "answers.Add(!_seen.Any() ? 1 : 2);",
        Question.HasKey => "answers.Add(_seen.Keys.Contains(id) ? 1 : 2);",
        Question.Keys => "var sum = 0;\nforeach (var key in _seen.Keys)\n    sum += key;\nanswers.Add(sum);",
        Question.Values => "var sum = 0;\nforeach (int value in _seen.Values)\n    sum += value;\nanswers.Add(sum);",
        Question.Copy => "foreach (var pair in _seen.ToArray())\n{\n    if (pair.Value % 2 == 0)\n        _seen.TryRemove(pair.Key, out _);\n    answers.Add(pair.Value % 2);\n}\n\nanswers.Sort();",
        _ => "answers.Add(_seen.Values.Where(value => value > 3).Sum() + _seen.Keys.Select(key => key + 1).Sum());",
    };

    private string Looked(string made) => Look switch
    {
        Look.LeaveIfFound => $"if (_entries.TryGetValue(key, out var entry))\n    return entry;\nentry = {made};\n_entries[key] = entry;\nreturn entry;",
        Look.MakeIfMissing => $"if (!_entries.TryGetValue(key, out var entry))\n{{\n    // On a miss.\n    entry = {made};\n    _entries.Add(key, entry);\n}}\n\nreturn entry;",
        _ => $"if (!_entries.ContainsKey(key))\n    _entries.Add(key, {made});\nreturn _entries[key];",
    };

    private string Section(string work) => Gate switch
    {
        KeyGate.Permit => $"await _gate.WaitAsync();\ntry\n{{\n{Indented(work, 4)}\n}}\nfinally\n{{\n    _gate.Release();\n}}",
        KeyGate.AsyncLock => $"using (await _gate.LockAsync())\n{{\n{Indented(work, 4)}\n}}",
        _ => $"lock (_gate)\n{{\n{Indented(work, 4)}\n}}",
    };
}
