using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>Makes loops that await.</summary>
/// <param name="isWild">
/// False for loops whose requests and guards never look at what was gathered: these are independent by construction. True for
/// loops where anything may look at anything.
/// </param>
internal sealed class LoopGenerator(bool isWild)
{
    private static readonly Gen<Use> AnyUse = Gen.Elements(Enum.GetValues<Use>());

    private static readonly Gen<State> AnyState = Gen.Elements(Enum.GetValues<State>().Except([State.Slots]));

    private static readonly Gen<Service> AnyService = Gen.Frequency(
        (30, Gen.Elements(Service.Direct, Service.Method, Service.Interface)),
        (30, Gen.Elements(Service.Static, Service.Pair, Service.Record, Service.Nullable, Service.LocalFunction, Service.Lambda, Service.Cached, Service.Twice)),
        (1, Gen.Constant(Service.Slow)));

    public static readonly Gen<Plan> AnyPlan =
        from count in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Constant(1)), (12, Gen.Choose(2, 9)), (2, Gen.Choose(20, 40)))
        from items in Gen.Choose(0, 60).ListOf(count)
        from pace in Gen.Elements(Enum.GetValues<Pace>())
        from failures in Gen.Frequency((12, Gen.Constant(0)), (5, Gen.Constant(1)), (2, Gen.Constant(2)))
        from failing in Gen.Choose(0, 12).ListOf(failures)
        from atOnce in Gen.Elements(false, true)
        from limit in Gen.Frequency((3, Gen.Constant(8)), (1, Gen.Constant(1)), (2, Gen.Constant(3)))
        select new Plan([.. items], pace, [.. failing.Distinct()], atOnce && failures > 0, limit);

    /// <summary>A request for a loop that is tied together by hand.</summary>
    public static Gen<Request> SomeRequest => new LoopGenerator(false).AnyRequest;

    /// <summary>Uses of whatever there is.</summary>
    public static Gen<ImmutableArray<Stmt>> Noise => new LoopGenerator(false).After.ListUpTo(2);

    /// <summary>A whole program.</summary>
    public Gen<GeneratedProgram> Programs =>
        from head in Gen.Frequency(
            (8, Gen.Elements(Head.Each, Head.EachOfArray, Head.CountUp)),
            (8, Gen.Elements(Enum.GetValues<Head>().Except([Head.None]))))
        from body in Body
        from around in Gen.Frequency((4, Gen.Constant(Surrounding.Nothing)), (3, Gen.Elements(Enum.GetValues<Surrounding>())))
        from braces in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from passesToken in Gen.Elements(false, true)
        from leavesContext in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from plan in AnyPlan
        select (GeneratedProgram)new LoopProgram(head, body, around, braces, passesToken, leavesContext, plan);

    /// <summary>Guards and locals, requests, and what uses the results, mostly in this order.</summary>
    private Gen<ImmutableArray<Stmt>> Body => Gen.Frequency(
        (6, from before in Before.ListUpTo(2)
            from requests in Fetching(0).ListUpTo(2, 1)
            from after in After.ListUpTo(3)
            select ImmutableArray.CreateRange([.. before, .. requests, .. after])),
        (2, from only in Fetching(0) select ImmutableArray.Create(only)),
        (3, Mixed(2)));

    private Gen<ImmutableArray<Stmt>> Mixed(int depth) =>
        Gen.Frequency((2, Before), (3, Fetching(depth)), (3, After)).ListUpTo(4, 1);

    private Gen<Stmt> Before => Gen.Frequency(
        (3, from value in AnyExpr(isWild) select (Stmt)new Let(value)),
        (3, from test in AnyTest from work in Gen.Frequency((3, Gen.Constant((Use?)null)), (1, AnyUse.Select(use => (Use?)use))) select (Stmt)new Guard(test, work)),
        (1, from value in AnyExpr(false) select (Stmt)new FirstTimeOnly(value)));

    private Gen<Stmt> After => Gen.Frequency(
        (8, from use in AnyUse from value in AnyExpr(true) select (Stmt)new Consume(use, value)),
        (1, from local in Gen.Choose(0, 3) from value in AnyExpr(false) select (Stmt)new Change(local, value)),
        (2, from test in AnyTest from then in After0.ListUpTo(2, 1) from @else in After0.ListUpTo(1) select (Stmt)new If(test, then, @else)),
        (1, from test in AnyTest select (Stmt)new Guard(test, null)));

    private Gen<Stmt> After0 => from use in AnyUse from value in AnyExpr(true) select (Stmt)new Consume(use, value);

    private Gen<Stmt> Fetching(int depth)
    {
        var flat = Gen.Frequency(
            (10, from request in AnyRequest
                 from taking in Gen.Frequency((4, Gen.Elements(Taking.Declare, Taking.Inline)), (3, Gen.Elements(Enum.GetValues<Taking>())))
                 from use in AnyUse
                 from test in AnyTest
                 select (Stmt)new Fetch(request, taking, use, test)),
            (1, from argument in AnyExpr(isWild) from checks in Gen.Elements(false, true) select (Stmt)new OpenAndRead(argument, checks)),
            (1, from argument in AnyExpr(isWild) select (Stmt)new Send(argument)));
        if (depth == 0)
            return Gen.Frequency((6, flat), (2, Gen.Constant(0).SelectMany(_ => Fetching(1))));

        return Gen.Frequency(
            (6, flat),
            (2, from test in AnyTest from then in Mixed(depth - 1) from @else in Mixed(depth - 1).OrEmpty() select (Stmt)new If(test, then, @else)),
            (3, from body in Mixed(depth - 1) from handler in After0.ListUpTo(1) from all in Gen.Elements(false, true) from last in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
                select (Stmt)new Attempt(body, handler, all, last)),
            (1, from body in Mixed(depth - 1) from counted in Gen.Elements(false, true) select (Stmt)new Nested(body, counted)),
            (1, from value in AnyExpr(isWild) from first in Mixed(depth - 1) from other in Mixed(depth - 1).OrEmpty() select (Stmt)new Switch(value, first, other)));
    }

    private Gen<Request> AnyRequest => from service in AnyService from argument in AnyExpr(isWild) select new Request(service, argument);

    private Gen<Test> AnyTest =>
        from value in AnyExpr(isWild) from modulus in Gen.Choose(2, 5) from rest in Gen.Choose(0, 1) from holds in Gen.Elements(true, false) select new Test(value, modulus, rest, holds);

    private static Gen<Expr> AnyExpr(bool seesState)
    {
        var leaf = Gen.Frequency(
            (1, from number in Gen.Choose(0, 9) select (Expr)new Number(number)),
            (6, from index in Gen.Choose(0, 5) select (Expr)new Variable(index)),
            (seesState ? 1 : 0, from state in AnyState select (Expr)new Gathered(state)));
        return Gen.Frequency(
            (6, leaf),
            (1, from left in leaf from right in leaf select (Expr)new Sum(left, right)),
            (1, from of in leaf from divisor in Gen.Choose(2, 6) select (Expr)new Remainder(of, divisor)));
    }
}

/// <summary>Lists of statements.</summary>
internal static class GeneratedLists
{
    public static Gen<ImmutableArray<Stmt>> ListUpTo(this Gen<Stmt> statement, int most, int least = 0) =>
        from count in Gen.Choose(least, most) from list in statement.ListOf(count) select ImmutableArray.CreateRange(list);

    public static Gen<ImmutableArray<Stmt>> OrEmpty(this Gen<ImmutableArray<Stmt>> list) =>
        Gen.Frequency((1, Gen.Constant(ImmutableArray<Stmt>.Empty)), (1, list));
}
