using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.FanOuts;

/// <summary>The ways in which programs make a thread for each item and wait for all of them.</summary>
internal enum ThreadForm
{
    StartedInLoop,
    BackgroundThreads,
    StartedTogether,
    AddedDirectly,
    Query,
    QueryWithForEach,
}

/// <summary>A thread for each item, which asks and counts for itself and sees to its own failure; all are waited for.</summary>
internal sealed record JoinedThreads(ThreadForm Form, bool IsBlock) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        scope.Needs.State.Add(State.Hits);
        scope.Needs.Members.Add("""
                private void Ask(int id)
                {
                    try
                    {
                        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, $"t/{id}"));
                        Interlocked.Add(ref _hits, (int)answer.Content.ReadAsStream().Length + id);
                    }
                    catch (HttpRequestException)
                    {
                        Interlocked.Add(ref _hits, 1000);
                    }
                }


            """);
        var threads = scope.Fresh("threads");
        var work = IsBlock ? "() => { if (id % 4 != 0) { Ask(id); return; } Interlocked.Increment(ref _hits); }" : "() => Ask(id)";
        if (Form is ThreadForm.Query or ThreadForm.QueryWithForEach)
        {
            scope.Line($"var {threads} = ids.Where(id => id % 5 != 0).Select(id => new Thread({work})).{(Form == ThreadForm.Query ? "ToArray" : "ToList")}();");
        }
        else
        {
            scope.Line($"var {threads} = new List<Thread>();");
            scope.Block("foreach (var id in ids)", inner =>
            {
                if (Form == ThreadForm.AddedDirectly)
                {
                    inner.Line($"{threads}.Add(new Thread({work}));");
                    return;
                }

                inner.Line($"var thread = new Thread({work});");
                if (Form == ThreadForm.BackgroundThreads)
                    inner.Line("thread.IsBackground = true;");
                if (Form is ThreadForm.StartedInLoop or ThreadForm.BackgroundThreads)
                    inner.Line("thread.Start();");
                inner.Line($"{threads}.Add(thread);");
            });
        }

        if (Form is not (ThreadForm.StartedInLoop or ThreadForm.BackgroundThreads))
            All("Start");
        All("Join");

        void All(string method)
        {
            if (Form == ThreadForm.QueryWithForEach)
                scope.Line($"{threads}.ForEach(thread => thread.{method}());");
            else
                scope.Block($"foreach (var thread in {threads})", inner => inner.Line($"thread.{method}();"));
        }
    }

    public override IEnumerable<Stmt> Smaller()
    {
        if (IsBlock)
            yield return this with { IsBlock = false };
        if (Form != ThreadForm.StartedInLoop)
            yield return this with { Form = ThreadForm.StartedInLoop };
    }
}

/// <summary>A thread for each item: in a parallel loop, no more than the limit asks at the same time, and what they did is the same.</summary>
internal sealed class ThreadsForItems : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW3003"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from form in Gen.Elements(Enum.GetValues<ThreadForm>())
        from isBlock in Gen.Elements(false, true)
        select (Stmt)new JoinedThreads(form, isBlock));
}
