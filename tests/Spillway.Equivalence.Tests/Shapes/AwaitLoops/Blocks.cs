using System.Collections.Immutable;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary><c>if</c>, with or without an alternative.</summary>
internal sealed record If(Test Test, ImmutableArray<Stmt> Then, ImmutableArray<Stmt> Else) : Stmt
{
    public override IEnumerable<ImmutableArray<Stmt>> Inner => [Then, Else];

    public override void WriteTo(Scope scope)
    {
        scope.Block($"if ({Test.In(scope)})", inner => Then.WriteTo(inner));
        if (!Else.IsEmpty)
            scope.Block("else", inner => Else.WriteTo(inner));
    }

    public override IEnumerable<Stmt> Smaller()
    {
        if (!Else.IsEmpty)
            yield return this with { Else = [] };
        foreach (var then in Then.Smaller())
            yield return this with { Then = then };
        foreach (var @else in Else.Smaller())
            yield return this with { Else = @else };
        foreach (var test in Test.Smaller())
            yield return this with { Test = test };
    }
}

/// <summary>A choice among several.</summary>
internal sealed record Switch(Expr Value, ImmutableArray<Stmt> First, ImmutableArray<Stmt> Other) : Stmt
{
    public override IEnumerable<ImmutableArray<Stmt>> Inner => [First, Other];

    public override void WriteTo(Scope scope) => scope.Block($"switch ({Value.In(scope)} % 3)", cases =>
    {
        cases.Block("case 0:", inner =>
        {
            First.WriteTo(inner);
            inner.Line("break;");
        });
        cases.Block("default:", inner =>
        {
            Other.WriteTo(inner);
            inner.Line("break;");
        });
    });

    public override IEnumerable<Stmt> Smaller() =>
        [.. First.Smaller().Select(first => this with { First = first }), .. Other.Smaller().Select(other => this with { Other = other })];
}

/// <summary>A failure that ends the iteration and nothing else.</summary>
internal sealed record Attempt(ImmutableArray<Stmt> Body, ImmutableArray<Stmt> Handler, bool All, bool Finally) : Stmt
{
    public override IEnumerable<ImmutableArray<Stmt>> Inner => [Body];

    public override void WriteTo(Scope scope)
    {
        scope.Block("try", inner => Body.WriteTo(inner));
        scope.Block(All ? "catch (Exception)" : "catch (HttpRequestException)", inner => Handler.WriteTo(inner));
        if (Finally)
            scope.Block("finally", inner => inner.Line(Uses.In(inner, Use.Write, inner.Item)));
    }

    public override IEnumerable<Stmt> Smaller()
    {
        if (Finally)
            yield return this with { Finally = false };
        foreach (var body in Body.Smaller())
            yield return this with { Body = body };
        foreach (var handler in Handler.Smaller())
            yield return this with { Handler = handler };
    }
}

/// <summary>A loop inside the iteration.</summary>
internal sealed record Nested(ImmutableArray<Stmt> Body, bool Counted) : Stmt
{
    public override IEnumerable<ImmutableArray<Stmt>> Inner => [Body];

    public override void WriteTo(Scope scope)
    {
        var name = scope.Fresh("part");
        var header = Counted ? $"for (var {name} = 0; {name} < 4; {name}++)" : $"foreach (var {name} in Parts({scope.Item}))";
        scope.Block(header, inner =>
        {
            inner.Slot = null;
            inner.ItemTarget = null;
            inner.SetItem(name);
            Body.WriteTo(inner);
        });
    }

    public override IEnumerable<Stmt> Smaller() => Body.Smaller().Select(body => this with { Body = body });
}

/// <summary>Statements in a row.</summary>
internal static class Sequences
{
    public static void WriteTo(this ImmutableArray<Stmt> statements, Scope scope)
    {
        foreach (var statement in statements)
            statement.WriteTo(scope);
    }

    /// <summary>The same without one statement, with a block's inside in its place, or with a smaller statement.</summary>
    public static IEnumerable<ImmutableArray<Stmt>> Smaller(this ImmutableArray<Stmt> statements)
    {
        for (var i = 0; i < statements.Length; i++)
            yield return statements.RemoveAt(i);
        for (var i = 0; i < statements.Length; i++)
        {
            foreach (var inner in statements[i].Inner)
                yield return statements.RemoveAt(i).InsertRange(i, inner);
        }

        for (var i = 0; i < statements.Length; i++)
        {
            foreach (var smaller in statements[i].Smaller())
                yield return statements.SetItem(i, smaller);
        }
    }
}
