using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.LazyTasks;

/// <summary>The ways in which programs go over a query of tasks.</summary>
internal enum LazyForm
{
    OneByOne,
    OneByOneInQuerySyntax,
    OneByOneDirectly,
    AllThenEach,
    EachThenEach,
    CountedThenAll,
}

/// <summary>A query that starts its tasks while somebody goes over it.</summary>
internal sealed record LazyQuery(LazyForm Form, Request Request, Use Use) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        var task = Request.AsTask(scope.Inside("id"));
        var (tasks, result) = (scope.Fresh("tasks"), scope.Fresh("result"));
        var query = Form == LazyForm.OneByOneInQuerySyntax ? $"from id in ids where id % 3 != 2 select {task}" : $"ids.Select(id => {task})";
        if (Form == LazyForm.OneByOneDirectly)
        {
            Each(query);
            return;
        }

        scope.Line($"var {tasks} = {query};");
        switch (Form)
        {
            case LazyForm.AllThenEach:
                scope.Line($"await Task.WhenAll({tasks});");
                break;
            case LazyForm.EachThenEach:
                Each(tasks);
                break;
            case LazyForm.CountedThenAll:
                scope.Needs.State.Add(State.Total);
                scope.Line($"total += {tasks}.Count();");
                break;
        }

        Each(tasks);

        void Each(string source) => scope.Block($"foreach (var task in {source})", inner =>
        {
            var name = inner.Fresh(result);
            inner.Line($"var {name} = await task;");
            inner.Line(Uses.In(inner, Use, Request.Numbers(name)[0]));
        });
    }

    public override IEnumerable<Stmt> Smaller()
    {
        foreach (var request in Request.Smaller())
            yield return this with { Request = request };
        if (Use != Use.Add)
            yield return this with { Use = Use.Add };
    }
}

/// <summary>Tasks that start only when the one before has been awaited.</summary>
internal sealed class TasksAwaitedOneByOne : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW1006"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from form in Gen.Elements(LazyForm.OneByOne, LazyForm.OneByOneInQuerySyntax, LazyForm.OneByOneDirectly)
        from request in StraightPrograms.TaskRequest
        from use in StraightPrograms.SomeUse
        select (Stmt)new LazyQuery(form, request, use));

    // A list of started tasks is what the fix makes; a form with a limit keeps it.
    public override int LimitFor(GeneratedProgram program, string action) => action.Contains("Concurrent", StringComparison.Ordinal) ? program.Plan.Limit : int.MaxValue;
}

/// <summary>Tasks that are started again whenever somebody looks: the fix makes each request once.</summary>
internal sealed class TasksStartedTwice : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW1007"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from form in Gen.Elements(LazyForm.AllThenEach, LazyForm.EachThenEach, LazyForm.CountedThenAll)
        from request in StraightPrograms.TaskRequest
        from use in StraightPrograms.SomeUse
        select (Stmt)new LazyQuery(form, request, use));

    public override int LimitFor(GeneratedProgram program, string action) => int.MaxValue;

    // That every request was made several times is what was wrong; a cache behind them may have hidden it. Whoever survives a failure
    // had not started the rest when it came: all of them are started now.
    public override string? Difference(GeneratedProgram program, string action, Observation before, Observation after) =>
        base.Difference(program, action, Once(before), Once(after)) ?? (before.Error is null && !(program.SurvivesFailure && before.Failures.Count > 0) && after.Requests.Count > before.Requests.Count ? "more requests than before" : null);

    private static Observation Once(Observation run) => run with { Requests = [.. run.Requests.Distinct()] };
}
