using System.Text;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>A program in which several threads use one object: all are written alike around what the object does, and made smaller alike.</summary>
/// <param name="Plan">How the world around the program behaves.</param>
internal abstract record SharedObjectProgram(Plan Plan) : GeneratedProgram
{
    public override Plan Plan { get; init; } = Plan;

    /// <summary>Programs with less code, the simplest first.</summary>
    protected abstract IEnumerable<GeneratedProgram> WithLess();

    public sealed override IEnumerable<GeneratedProgram> Smaller() =>
        WithLess().Concat(Plan.Smaller().Select(plan => this with { Plan = plan }));

    /// <summary>The whole file: the program, whose method runs <paramref name="body"/>, and the class of the object that is shared.</summary>
    /// <param name="name">The name of the program.</param>
    /// <param name="body">What the program runs: <c>ids</c>, <c>client</c> and <c>cancellationToken</c> are in scope.</param>
    /// <param name="shared">The class that it uses.</param>
    /// <param name="fields">What the program has besides.</param>
    protected static string File(string name, string body, string shared, string fields = "") => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using Spillway;
        using Spillway.Equivalence.Tests.Running;

        public sealed class {{name}}(HttpClient client) : IProgram
        {
            public IReadOnlyList<string> Log { get; } = new List<string>();
        {{Indented(fields, 4)}}
            public async Task<string> RunAsync(List<int> ids, CancellationToken cancellationToken)
            {
        {{Indented(body, 8)}}
            }
        }

        {{shared.TrimEnd()}}

        """;

    /// <summary>A statement in which so many threads do <paramref name="work"/> with each id: <c>id</c> and <c>thread</c> are in scope.</summary>
    protected static string InThreads(int threads, string work, bool isAsync = false) => $$"""
        await Task.WhenAll(Enumerable.Range(0, {{threads}}).Select(thread => Task.Run({{(isAsync ? "async " : "")}}() =>
        {
            foreach (var id in ids)
            {
        {{Indented(work, 8)}}
            }
        }, cancellationToken)));
        """;

    /// <summary>Each of <paramref name="count"/> numbers as a line of its own.</summary>
    protected static string Lines(int count, Func<int, string> line) => string.Join("\n", Enumerable.Range(0, count).Select(line));

    /// <summary>The same lines further to the right; empty ones stay so.</summary>
    protected static string Indented(string lines, int by) =>
        string.Join("\n", lines.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', by) + line));
}
