using System.Collections.Immutable;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>A section of a lock that awaits, or one that does not.</summary>
internal enum Section
{
    EnterThenTry,
    EnterWithFlag,
    EnterTwoAwaits,
    LockOnly,
}

/// <summary>An object whose sections await under a thread's lock.</summary>
/// <param name="Sections">The sections; one that awaits comes first.</param>
/// <param name="Forwards">True where the awaits leave their context.</param>
/// <param name="Threads">How many workers come.</param>
internal sealed record AwaitingProgram(ImmutableArray<Section> Sections, bool Forwards, int Threads, Plan Plan) : SharedObjectProgram(Plan)
{
    public override string Write(string name)
    {
        var body = $$"""
            var shared = new Shared{{name}}();
            {{InThreads(Threads, Lines(Sections.Length, i => $"await shared.Do{i}Async(id + thread);"), isAsync: true)}}
            return $"{shared} / {client is null}";
            """;
        var shared = $$"""
            public sealed class Shared{{name}}
            {
                private readonly object _gate = new();
                private int _sum;
                private int _count;

                public override string ToString() => $"{_sum} {_count}";

                private static async Task<int> ReadAsync(int id)
                {
                    if ({{name}}.Yields)
                        await Task.Yield();
                    return id * 2;
                }

            {{Lines(Sections.Length, Method).TrimEnd()}}
            }
            """;
        return File(name, body, shared, "public static bool Yields;\n");
    }

    private string Method(int i)
    {
        var read = $"await ReadAsync(id){(Forwards ? ".ConfigureAwait(false)" : "")}";
        var body = (i == 0 && Sections[i] == Section.LockOnly ? Section.EnterThenTry : Sections[i]) switch
        {
            Section.EnterThenTry => $$"""
                Monitor.Enter(_gate);
                try
                {
                    // What is known before the await is still so after it.
                    var before = _sum;
                    _sum = before + {{read}};
                    _count++;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
                """,
            Section.EnterWithFlag => $$"""
                var taken = false;
                try
                {
                    Monitor.Enter(_gate, ref taken);
                    var count = _count;
                    _sum += {{read}};
                    _count = count + 1;
                }
                finally
                {
                    if (taken)
                        Monitor.Exit(_gate);
                }
                """,
            Section.EnterTwoAwaits => $$"""
                Monitor.Enter(_gate);
                try
                {
                    var sum = _sum + {{read}};
                    sum += {{read}};
                    _sum = sum;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
                """,
            _ => """
                await Task.Yield();
                lock (_gate)
                {
                    _count++;
                    _sum += id;
                }
                """,
        };
        return $"    public async Task Do{i}Async(int id)\n    {{\n{Indented(body, 8)}\n    }}\n";
    }

    protected override IEnumerable<GeneratedProgram> WithLess()
    {
        for (var i = 0; i < Sections.Length && Sections.Length > 1; i++)
            yield return this with { Sections = Sections.RemoveAt(i) };
    }
}
