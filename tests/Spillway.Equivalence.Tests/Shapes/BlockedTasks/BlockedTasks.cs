using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.BlockedTasks;

/// <summary>The ways to wait for a task with the thread.</summary>
internal enum Blocking
{
    Result,
    GetResult,
    Wait,
    WaitAll,
    ResultOfVariable,
    ResultInMethod,
}

/// <summary>A wait that could be an await.</summary>
internal sealed record Blocked(Blocking Blocking, Request Request, Use Use) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        var task = Request.AsTask(scope);
        var (name, result) = (scope.Fresh("task"), scope.Fresh("result"));
        switch (Blocking)
        {
            case Blocking.Result:
                scope.Line($"var {result} = {task}.Result;");
                break;
            case Blocking.GetResult:
                scope.Line($"var {result} = {task}.GetAwaiter().GetResult();");
                break;
            case Blocking.Wait:
                scope.Line($"{task}.Wait();");
                return;
            case Blocking.WaitAll:
                scope.Line($"var {name} = {task};");
                scope.Line($"Task.WaitAll({name}, {task});");
                scope.Line($"var {result} = {name}.Result;");
                break;
            case Blocking.ResultOfVariable:
                scope.Line($"var {name} = {task};");
                scope.Line($"var {result} = {name}.Result;");
                break;
            default:
                scope.Needs.Members.Add("    private int Length(int id)\n    {\n        var text = client.GetStringAsync($\"t/{id}\").Result;\n        return text.Length;\n    }\n\n");
                scope.Line(Uses.In(scope, Use, $"Length({scope.Item})"));
                return;
        }

        scope.Line(Uses.In(scope, Use, Request.Numbers(result)[0]));
    }

    public override IEnumerable<Stmt> Smaller() => Request.Smaller().Select(request => this with { Request = request });
}

/// <summary>Blocking on tasks in code that could await: afterwards the same comes out, and a failure arrives unwrapped.</summary>
internal sealed class BlockedTasks : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW2001"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from statements in (from blocking in Gen.Elements(Enum.GetValues<Blocking>()) from request in StraightPrograms.TaskRequest from use in StraightPrograms.SomeUse select (Stmt)new Blocked(blocking, request, use)).ListUpTo(3, 1)
        select statements);

    // How much is in flight is the program's own business here.
    public override int LimitFor(GeneratedProgram program, string action) => int.MaxValue;

    // An await throws the failure itself, which handlers may now see: that is wanted, and told apart from everything else.
    public override string? Difference(GeneratedProgram program, string action, Observation before, Observation after)
    {
        if (before.Failures.Count > 0 || after.Failures.Count > 0)
            return before.Failures.Count > 0 && after.Failures.Count > 0 ? null : "a failure that only one of them meets";

        return base.Difference(program, action, before, after);
    }
}
