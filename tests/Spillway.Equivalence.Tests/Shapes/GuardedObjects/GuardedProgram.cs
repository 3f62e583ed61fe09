using System.Collections.Immutable;
using System.Text;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>How a method takes its lock.</summary>
internal enum Taking
{
    This,
    Type,
    Text,
    PublicField,
    PrivateField,
    EnterAndExit,
    Permit,
    WriteLock,
}

/// <summary>What a method does while it holds the lock.</summary>
internal enum Guarded
{
    Count,
    Add,
    Keep,
    Put,
    Sleep,
    SleepLast,
    Raise,
    Compute,
    Read,
}

/// <summary>A method that does something under a lock.</summary>
internal sealed record GuardedMethod(Taking Taking, ImmutableArray<Guarded> Work)
{
    public IEnumerable<GuardedMethod> Smaller()
    {
        for (var i = 0; i < Work.Length && Work.Length > 1; i++)
            yield return this with { Work = Work.RemoveAt(i) };
    }
}

/// <summary>An object that several threads use at the same time; what it holds in the end does not depend on who came first.</summary>
/// <param name="Methods">The methods, which all take one lock.</param>
/// <param name="Threads">How many threads call them.</param>
internal sealed record GuardedProgram(ImmutableArray<GuardedMethod> Methods, int Threads, Plan Plan) : SharedObjectProgram(Plan)
{
    public override string Write(string name)
    {
        // One object has one lock: methods that take different ones would race before any fix.
        var taking = Methods[0].Taking;
        var body = $$"""
            var shared = new Shared{{name}}();
            var raised = 0;
            shared.Raised += id => Interlocked.Add(ref raised, id);
            {{InThreads(Threads, Lines(Methods.Length, i => $"shared.Do{i}(id + thread);"))}}
            return $"{shared} / {raised} / {client is null}";
            """;
        var text = new StringBuilder();
        text.Append($$"""
            public sealed class Shared{{name}}
            {
                public readonly object Open = new();
                private readonly object _gate = new();
                private readonly SemaphoreSlim _permit = new(1);
                private readonly ReaderWriterLockSlim _lock = new();
                private int _count;
                private int _sum;
                private readonly List<int> _kept = new();
                private readonly Dictionary<int, int> _map = new();

                public event Action<int>? Raised;

                public override string ToString() => $"{_count} {_sum} {string.Join(",", _kept.Order())} {string.Join(",", _map.OrderBy(entry => entry.Key))}";


            """);
        for (var i = 0; i < Methods.Length; i++)
            Method(text, i, taking, Methods[i].Work);
        return File(name, body, text.ToString().TrimEnd() + "\n}");
    }

    private static void Method(StringBuilder text, int index, Taking taking, ImmutableArray<Guarded> work)
    {
        var (open, close) = taking switch
        {
            Taking.This => ("lock (this)", ""),
            Taking.Type => ("lock (GetType())", ""),
            Taking.Text => ("lock (\"shared\")", ""),
            Taking.PublicField => ("lock (Open)", ""),
            Taking.PrivateField => ("lock (_gate)", ""),
            Taking.EnterAndExit => ("Monitor.Enter(_gate);", "Monitor.Exit(_gate);"),
            Taking.Permit => ("_permit.Wait();", "_permit.Release();"),
            _ => ("_lock.EnterWriteLock();", "_lock.ExitWriteLock();"),
        };
        text.Append($"    public void Do{index}(int id)\n    {{\n        {open}\n");
        if (close.Length == 0)
            text.Append("        {\n");
        foreach (var line in work.Select((part, i) => (part, i)).OrderBy(part => part.part == Guarded.SleepLast).Select(part => Line(part.part, part.i)))
            text.Append(close.Length == 0 ? "            " : "        ").Append(line).Append('\n');
        text.Append(close.Length == 0 ? "        }\n" : $"        {close}\n");
        text.Append("    }\n\n");
    }

    private static string Line(Guarded work, int index) => work switch
    {
        Guarded.Count => "_count++;",
        Guarded.Add => "_sum += id;",
        Guarded.Keep => "_kept.Add(id);",
        Guarded.Put => "_map[id] = _map.GetValueOrDefault(id) + 1;",
        Guarded.Sleep or Guarded.SleepLast => "Thread.Sleep(1);",
        Guarded.Raise => "Raised?.Invoke(id);",
        Guarded.Compute => $"var squared{index} = id * id;",
        _ => $"if (_kept.Count > 3) _count++; else _count += 1;",
    };

    protected override IEnumerable<GeneratedProgram> WithLess()
    {
        for (var i = 0; i < Methods.Length && Methods.Length > 1; i++)
            yield return this with { Methods = Methods.RemoveAt(i) };
        for (var i = 0; i < Methods.Length; i++)
        {
            foreach (var smaller in Methods[i].Smaller())
                yield return this with { Methods = Methods.SetItem(i, smaller) };
        }
    }
}
