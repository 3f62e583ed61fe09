using System.Collections.Immutable;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>A part of a loop's body.</summary>
internal abstract record Stmt
{
    public abstract void WriteTo(Scope scope);

    public virtual IEnumerable<Stmt> Smaller() => [];

    /// <summary>The parts inside that could take this one's place.</summary>
    public virtual IEnumerable<ImmutableArray<Stmt>> Inner => [];
}

/// <summary><c>var x = …;</c></summary>
internal sealed record Let(Expr Value) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        var value = Value.In(scope);
        var name = scope.Fresh("value");
        scope.Line($"var {name} = {value};");
        scope.AddLocal(name);
    }

    public override IEnumerable<Stmt> Smaller() => Value.Smaller().Select(value => this with { Value = value });
}

/// <summary>A local of the iteration is changed.</summary>
internal sealed record Change(int Local, Expr Value) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        if (scope.Local(Local) is { } local)
            scope.Line($"{local} += {Value.In(scope)};");
    }
}

/// <summary>What becomes of a request's result.</summary>
internal enum Taking
{
    /// <summary><c>var result = await …;</c></summary>
    Declare,

    /// <summary>Nothing.</summary>
    Discard,

    /// <summary>Used where it is awaited.</summary>
    Inline,

    /// <summary><c>var (a, b) = await …;</c></summary>
    Deconstruct,

    /// <summary>It decides.</summary>
    Condition,

    /// <summary><c>if (await … is { } x)</c></summary>
    Pattern,

    /// <summary>It is only awaited under a condition.</summary>
    Sometimes,

    /// <summary>Assigned to a local that was declared before.</summary>
    Assign,
}

/// <summary>A request.</summary>
internal sealed record Fetch(Request Request, Taking Taking, Use Use, Test Test) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        switch (Taking)
        {
            case Taking.Discard:
                scope.Line(Request.In(scope) + ";");
                break;

            case Taking.Inline:
                scope.Line(Uses.In(scope, Use, Request.Inline(scope)));
                break;

            case Taking.Deconstruct:
                var pair = (Request with { Service = Service.Pair }).In(scope);
                var (low, high) = (scope.Fresh("low"), scope.Fresh("high"));
                scope.Line($"var ({low}, {high}) = {pair};");
                scope.AddLocal(low);
                scope.AddLocal(high);
                break;

            case Taking.Condition:
                scope.Line($"if ({Request.Inline(scope)} % 3 != 1)");
                scope.Line("    " + Uses.In(scope, Use, scope.Item));
                break;

            case Taking.Pattern:
                var maybe = (Request with { Service = Service.Nullable }).In(scope);
                var found = scope.Fresh("found");
                scope.Line($"if ({maybe} is {{ Length: > 0 }} {found})");
                scope.Line("    " + Uses.In(scope, Use, $"{found}.Length"));
                break;

            case Taking.Sometimes:
                var condition = Test.In(scope);
                var inline = Request.Inline(scope);
                var sometimes = scope.Fresh("sometimes");
                scope.Line($"var {sometimes} = {condition} ? {inline} : 5;");
                scope.AddLocal(sometimes);
                break;

            case Taking.Assign:
                var value = Request.Inline(scope);
                if (scope.Local(0) is { } local)
                    scope.Line($"{local} = {value};");
                else
                    goto default;
                break;

            default:
                var call = Request.In(scope);
                var name = scope.Fresh("result");
                scope.Line($"var {name} = {call};");
                scope.Add(Request.Numbers(name));
                break;
        }
    }

    public override IEnumerable<Stmt> Smaller()
    {
        if (Taking is not (Taking.Declare or Taking.Inline))
            yield return this with { Taking = Taking.Inline };
        if (Taking == Taking.Inline && Use != Use.Add)
            yield return this with { Use = Use.Add };
        foreach (var request in Request.Smaller())
            yield return this with { Request = request };
    }
}

/// <summary>A request in two steps: the response is opened, then read.</summary>
internal sealed record OpenAndRead(Expr Argument, bool Checks) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        var argument = Argument.In(scope);
        var (response, body) = (scope.Fresh("response"), scope.Fresh("body"));
        scope.Line($"using var {response} = await client.GetAsync($\"t/r{{{argument}}}\"{(scope.Needs.PassesToken ? ", cancellationToken" : "")}){scope.Needs.Configured};");
        if (Checks)
            scope.Line($"{response}.EnsureSuccessStatusCode();");
        scope.Line($"var {body} = await {response}.Content.ReadAsStringAsync(){scope.Needs.Configured};");
        scope.Add($"{body}.Length");
    }
}

/// <summary>A request that changes something outside.</summary>
internal sealed record Send(Expr Argument) : Stmt
{
    public override void WriteTo(Scope scope) =>
        scope.Line($"(await client.DeleteAsync($\"t/d{{{Argument.In(scope)}}}\"){scope.Needs.Configured}).Dispose();");
}

/// <summary>A number is used.</summary>
internal sealed record Consume(Use Use, Expr Value) : Stmt
{
    public override void WriteTo(Scope scope) => scope.Line(Uses.In(scope, Use, Value.In(scope)));

    public override IEnumerable<Stmt> Smaller() => Value.Smaller().Select(value => this with { Value = value });
}

/// <summary>The item is left out.</summary>
internal sealed record Guard(Test Test, Use? Work) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        var test = Test.In(scope);
        if (Work is not { } work)
        {
            scope.Line($"if ({test})");
            scope.Line("    continue;");
            return;
        }

        scope.Block($"if ({test})", inner =>
        {
            inner.Line(Uses.In(inner, work, inner.Item));
            inner.Line("continue;");
        });
    }

    public override IEnumerable<Stmt> Smaller()
    {
        if (Work is not null)
            yield return this with { Work = null };
        foreach (var test in Test.Smaller())
            yield return this with { Test = test };
    }
}

/// <summary>An item that was there before is left out.</summary>
internal sealed record FirstTimeOnly(Expr Value) : Stmt
{
    public override void WriteTo(Scope scope)
    {
        scope.Needs.State.Add(State.Known);
        scope.Line($"if (!known.Add({Value.In(scope)}))");
        scope.Line("    continue;");
    }
}
