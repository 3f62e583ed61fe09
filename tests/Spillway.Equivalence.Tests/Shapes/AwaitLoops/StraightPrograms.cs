using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>Programs without a loop of their own around one statement that matters.</summary>
internal static class StraightPrograms
{
    /// <summary>A request whose task is at hand.</summary>
    public static Gen<Request> TaskRequest =>
        from service in Gen.Elements(Service.Direct, Service.Method, Service.Interface, Service.Static, Service.Record, Service.Cached, Service.Twice)
        from argument in Gen.Elements<Expr>(new Variable(1), new Sum(new Variable(1), new Number(3)))
        select new Request(service, argument);

    /// <summary>A use that every place allows.</summary>
    public static Gen<Use> SomeUse => Gen.Elements(Use.Add, Use.AddUp, Use.Fold, Use.TakeLargest, Use.Keep, Use.CountUp, Use.Name, Use.Learn, Use.Append, Use.FieldAdd, Use.FieldKeep, Use.Hit, Use.Write, Use.Divide);

    public static Gen<GeneratedProgram> Of(Gen<Stmt> statement) => Of(statement.Select(one => ImmutableArray.Create(one)));

    public static Gen<GeneratedProgram> Of(Gen<ImmutableArray<Stmt>> core) =>
        from before in Uses
        from statements in core
        from after in Uses
        from around in Gen.Frequency((3, Gen.Constant(Surrounding.Nothing)), (2, Gen.Elements(Enum.GetValues<Surrounding>())))
        from passesToken in Gen.Elements(false, true)
        from leavesContext in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from plan in LoopGenerator.AnyPlan
        select (GeneratedProgram)new LoopProgram(Head.None, [.. before, .. statements, .. after], around, true, passesToken, leavesContext, plan);

    private static Gen<ImmutableArray<Stmt>> Uses =>
        (from use in SomeUse from value in Gen.Elements<Expr>(new Variable(0), new Number(2)) select (Stmt)new Consume(use, value)).ListUpTo(1);
}
