namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>A number that the program computes.</summary>
internal abstract record Expr
{
    public abstract string In(Scope scope);

    public virtual IEnumerable<Expr> Smaller() => [];
}

internal sealed record Number(int Value) : Expr
{
    public override string In(Scope scope) => Value.ToString();
}

/// <summary>The item, a result, or a local.</summary>
internal sealed record Variable(int Index) : Expr
{
    public override string In(Scope scope) => scope.Number(Index);

    public override IEnumerable<Expr> Smaller() => Index > 0 ? [new Variable(0)] : [];
}

/// <summary>What the iterations have gathered so far.</summary>
internal sealed record Gathered(State Of) : Expr
{
    public override string In(Scope scope)
    {
        scope.Needs.State.Add(Of);
        return States.Read(Of);
    }

    public override IEnumerable<Expr> Smaller() => [new Variable(0)];
}

internal sealed record Sum(Expr Left, Expr Right) : Expr
{
    public override string In(Scope scope) => $"({Left.In(scope)} + {Right.In(scope)})";

    public override IEnumerable<Expr> Smaller() => [Left, Right, .. Left.Smaller().Select(left => this with { Left = left }), .. Right.Smaller().Select(right => this with { Right = right })];
}

internal sealed record Remainder(Expr Of, int By) : Expr
{
    public override string In(Scope scope) => $"({Of.In(scope)} % {By})";

    public override IEnumerable<Expr> Smaller() => [Of, .. Of.Smaller().Select(of => this with { Of = of })];
}

/// <summary>A condition: whether a number has a certain remainder, or not.</summary>
internal sealed record Test(Expr Value, int Modulus, int Rest, bool Holds)
{
    public string In(Scope scope) => $"{Value.In(scope)} % {Modulus} {(Holds ? "==" : "!=")} {Rest}";

    public IEnumerable<Test> Smaller() => Value.Smaller().Select(value => this with { Value = value });
}
