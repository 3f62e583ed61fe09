using System.Collections.Immutable;
using System.Text;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.Databases;

/// <summary>What the loop goes over.</summary>
internal enum Items
{
    Ids,
    Array,
    Lazy,
    Iterator,
    Lines,
    Orders,
    PartlyNull,
    Groups,
}

/// <summary>What surrounds the loop in its method.</summary>
internal enum Around
{
    Nothing,
    Condition,
    Survives,
    SurvivesMissingRows,
    Rethrows,
    LocalFunction,
    Twice,
}

/// <summary>A loop that asks or changes a database.</summary>
/// <param name="Body">What each turn does.</param>
/// <param name="SavesAfterwards">True when the method saves once more at its end.</param>
/// <param name="ChangesAfterwards">True when what the loop has kept is changed after it.</param>
internal sealed record ShopProgram(Items Items, ImmutableArray<Step> Body, Around Around, bool SavesAfterwards, bool ChangesAfterwards, Plan Plan) : GeneratedProgram
{
    public override Plan Plan { get; init; } = Plan;

    public override bool SurvivesFailure => Around is Around.Survives or Around.SurvivesMissingRows;

    public override string Write(string name)
    {
        var indent = Around == Around.Nothing ? "        " : "            ";
        var (source, variable, key) = Head(Items);
        var turn = new Turn(indent + "    ", variable, key);
        if (Items == Items.PartlyNull)
            turn.Lines($"if ({variable} is null)", "    continue;");
        foreach (var step in Body)
            step.WriteTo(turn);

        var loop = $"{indent}foreach (var {variable} in {source})\n{indent}{{\n{turn.Text}{indent}}}\n";
        var text = new StringBuilder(Usings);
        text.Append($"public sealed class {name}(Shop db) : IProgram\n{{\n    private readonly List<string> _log = new();\n    private readonly Dictionary<int, Customer?> _known = new();\n\n    public IReadOnlyList<string> Log => _log;\n\n");
        text.Append("    public async Task<string> RunAsync(List<int> ids, CancellationToken cancellationToken)\n    {\n");
        text.Append("        var total = 0;\n        var limit = 2;\n        var kept = new List<object?>();\n        var last = 1;\n        Order? previous = null;\n");
        if (Declared(Items) is { } declared)
            text.Append("        ").Append(declared).Append('\n');
        text.Append(Surrounded(loop));
        if (ChangesAfterwards)
            text.Append("        foreach (var customer in kept.OfType<Customer>())\n            customer.Score += 100;\n        total += kept.OfType<Customer>().Sum(customer => customer.Score);\n");
        if (SavesAfterwards)
            text.Append("        await db.SaveChangesAsync(cancellationToken);\n");
        text.Append("        await Task.Yield();\n        return $\"{total} {limit} {last} {kept.Count} {previous?.Score} {_known.Count}\";\n    }\n");
        if (Items == Items.Iterator)
            text.Append("\n    private static IEnumerable<int> Some(List<int> ids)\n    {\n        foreach (var id in ids)\n            yield return id;\n    }\n");
        return text.Append("}\n").ToString();
    }

    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.EntityFrameworkCore;
        using Spillway.Equivalence.Tests.Running;


        """;

    private static string? Declared(Items items) => items switch
    {
        Items.Array => "var array = ids.ToArray();",
        Items.Lines => "var lines = ids.Select(id => new Line(id, id % 4)).ToList();",
        Items.Orders => "var orders = await db.Orders.Where(o => ids.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync(cancellationToken);",
        Items.PartlyNull => "var some = ids.ConvertAll(id => id % 4 == 1 ? null : new Line(id, id % 4));",
        _ => null,
    };

    private static (string Source, string Variable, string Key) Head(Items items) => items switch
    {
        Items.Ids => ("ids", "id", "id"),
        Items.Array => ("array", "id", "id"),
        Items.Lazy => ("ids.Where(x => x % 4 != 3)", "id", "id"),
        Items.Iterator => ("Some(ids)", "id", "id"),
        Items.Lines => ("lines", "item", "item.Key"),
        Items.Orders => ("orders", "item", "item.CustomerId"),
        Items.PartlyNull => ("some", "item", "item.Key"),
        _ => ("ids.GroupBy(x => x % 3).Select(g => g.Sum() % 12)", "id", "id"),
    };

    private string Surrounded(string loop) => Around switch
    {
        Around.Condition => $"        if (ids.Count < 100)\n        {{\n{loop}        }}\n",
        Around.Survives or Around.SurvivesMissingRows => $"        try\n        {{\n{loop}        }}\n        catch ({(Around == Around.Survives ? "Exception" : "InvalidOperationException")})\n        {{\n            _log.Add(\"failed\");\n        }}\n",
        Around.Rethrows => $"        try\n        {{\n{loop}        }}\n        catch (Exception)\n        {{\n            _log.Add(\"failed\");\n            throw;\n        }}\n",
        Around.LocalFunction => $"        await WorkAsync();\n        async Task WorkAsync()\n        {{\n{loop}            await Task.Yield();\n        }}\n",
        Around.Twice => $"        for (var round = 0; round < 2; round++)\n        {{\n{loop}        }}\n",
        _ => loop,
    };

    public override IEnumerable<GeneratedProgram> Smaller()
    {
        for (var i = 0; i < Body.Length && Body.Length > 1; i++)
        {
            // A program that depends on something has to stay one.
            if (Body[i] is not TiedStep)
                yield return this with { Body = Body.RemoveAt(i) };
        }

        if (Around != Around.Nothing)
            yield return this with { Around = Around.Nothing };
        if (Items is not (Items.Ids or Items.PartlyNull))
            yield return this with { Items = Items.Ids };
        if (SavesAfterwards)
            yield return this with { SavesAfterwards = false };
        if (ChangesAfterwards)
            yield return this with { ChangesAfterwards = false };
        for (var i = 0; i < Body.Length; i++)
        {
            foreach (var step in Body[i].Smaller())
                yield return this with { Body = Body.SetItem(i, step) };
        }

        foreach (var plan in Plan.Smaller())
            yield return this with { Plan = plan };
    }
}

/// <summary>The body of a loop while it is written, and what its code can refer to.</summary>
internal sealed class Turn(string indent, string item, string key)
{
    private readonly StringBuilder _text = new();
    private int _fresh;

    public string Item => item;

    /// <summary>The key of the row that belongs to the item.</summary>
    public string Key { get; set; } = key;

    /// <summary>Rows that were found in this turn: a name, whether it may be null, and whether it is a customer.</summary>
    public List<(string Name, bool MayBeNull, bool IsCustomer)> Rows { get; } = [];

    /// <summary>Numbers that this turn declares.</summary>
    public List<string> Numbers { get; } = [];

    public string Text => _text.ToString();

    public string Fresh(string wish) => wish + ++_fresh;

    public void Lines(params string[] lines)
    {
        foreach (var line in lines)
            _text.Append(indent).Append(line).Append('\n');
    }
}
