using System.Collections.Immutable;
using System.Text;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.DependentLoops;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>What surrounds the loop in its method.</summary>
internal enum Surrounding
{
    Nothing,

    /// <summary>Another loop around it, which runs twice.</summary>
    Twice,

    /// <summary>A condition.</summary>
    Condition,

    /// <summary>A handler that survives a failure and goes on with what there is.</summary>
    Survives,

    /// <summary>A handler that notes the failure and throws on.</summary>
    Rethrows,

    /// <summary>A local function, which is called once.</summary>
    LocalFunction,

    /// <summary>A lambda, which is called once.</summary>
    Lambda,

    /// <summary>A case of a switch.</summary>
    Case,
}

/// <summary>A loop that awaits, with everything around it.</summary>
internal sealed record LoopProgram(Head Head, ImmutableArray<Stmt> Body, Surrounding Around, bool Braces, bool PassesToken, bool LeavesContext, Plan Plan) : GeneratedProgram
{
    public override Plan Plan { get; init; } = Plan;

    public override bool SurvivesFailure => Around == Surrounding.Survives || Survives(Body);

    /// <summary>True for a loop within a <c>try</c> within the body: there, too, the program goes on after the failure of a whole loop.</summary>
    private static bool Survives(IEnumerable<Stmt> statements) =>
        statements.Any(statement => (statement is Attempt attempt && HoldsLoop(attempt.Body)) || statement.Inner.Any(inner => Survives(inner)));

    private static bool HoldsLoop(IEnumerable<Stmt> statements) => statements.Any(statement => statement is Nested || statement.Inner.Any(inner => HoldsLoop(inner)));

    public override string Write(string name)
    {
        var needs = new Needs(PassesToken, LeavesContext);
        needs.State.Add(State.Log);
        var indent = Around is Surrounding.Nothing ? "        " : Around is Surrounding.Case ? "                    " : "            ";
        var scope = new Scope(needs, indent);
        Heads.Write(scope, Head, Braces, Body);

        var text = new StringBuilder();
        text.Append(Usings.Replace("RUNTIME", ImportsRuntime ? "using Spillway;\n" : "", StringComparison.Ordinal)).Append($"\npublic sealed class {name}(HttpClient client) : AskingProgram(client)\n{{\n");
        foreach (var member in needs.State.Select(States.Member).OfType<string>())
            text.Append("    ").Append(member).Append('\n');
        text.Append("    public override async Task<string> RunAsync(List<int> ids, CancellationToken cancellationToken)\n    {\n");
        if (Head == Head.EachObject)
            text.Append("        _orders = ids.ConvertAll(x => new Order { Id = x, Price = x % 3 });\n");
        foreach (var local in Request.Locals(needs).Concat(needs.State.Select(States.Local).OfType<string>()))
            text.Append("        ").Append(local).Append('\n');
        foreach (var local in needs.Locals.Distinct())
            text.Append("        ").Append(local).Append('\n');
        text.Append(Surrounded(string.Concat(needs.Before.Select(line => indent + line + "\n")) + scope.Text));
        var shown = needs.State.Select(States.Show).OfType<string>();
        if (Head == Head.EachObject)
            shown = shown.Append("string.Join(\",\", _orders.ConvertAll(x => x.Price))");
        text.Append($"        return $\"{string.Join(" / ", shown.Select(value => $"{{{value}}}"))}\";\n    }}\n\n");
        text.Append(Heads.Members(Head)).Append(string.Concat(needs.Members.Distinct()));
        return text.ToString().TrimEnd() + "\n}\n";
    }

    // To find out whether an import is missing, a fix binds the edited file against all others: some programs let it, most spare it.
    private bool ImportsRuntime => Plan.Items.Length % 8 != 5;

    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;
        RUNTIMEusing Spillway.Equivalence.Tests.Running;

        """;

    private string Surrounded(string loop) => Around switch
    {
        Surrounding.Twice => $"        for (var round = 0; round < 2; round++)\n        {{\n{loop}        }}\n",
        Surrounding.Condition => $"        if (ids.Count < 100)\n        {{\n{loop}        }}\n",
        Surrounding.Survives => $"        try\n        {{\n{loop}        }}\n        catch (HttpRequestException)\n        {{\n            _log.Add(\"failed\");\n        }}\n",
        Surrounding.Rethrows => $"        try\n        {{\n{loop}        }}\n        catch (Exception)\n        {{\n            _log.Add(\"failed\");\n            throw;\n        }}\n",
        Surrounding.LocalFunction => $"        await WorkAsync();\n\n        async Task WorkAsync()\n        {{\n{loop}        }}\n\n",
        Surrounding.Lambda => $"        Func<Task> work = async () =>\n        {{\n{loop}        }};\n        await work();\n",
        Surrounding.Case => $"        switch (ids.Count)\n        {{\n            case < 100:\n                {{\n{loop}                }}\n                break;\n        }}\n",
        _ => loop,
    };

    public override IEnumerable<GeneratedProgram> Smaller()
    {
        // A program that depends on something has to stay one.
        foreach (var body in Body.Smaller().Where(body => body.OfType<Tied>().Count() == Body.OfType<Tied>().Count()))
            yield return this with { Body = body };
        if (Around != Surrounding.Nothing)
            yield return this with { Around = Surrounding.Nothing };
        foreach (var head in Heads.Smaller(Head))
            yield return this with { Head = head };
        foreach (var plan in Plan.Smaller())
            yield return this with { Plan = plan };
        if (PassesToken)
            yield return this with { PassesToken = false };
        if (LeavesContext)
            yield return this with { LeavesContext = false };
        if (!Braces)
            yield return this with { Braces = true };
    }
}
