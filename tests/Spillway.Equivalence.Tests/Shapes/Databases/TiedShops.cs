using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;

namespace Spillway.Equivalence.Tests.Shapes.Databases;

/// <summary>A step that ties the turns of a loop together, or to the database as it is at that moment.</summary>
internal sealed record TiedStep(string Name, string Code) : Step(StepKind.Note, false, 0, 16, 11)
{
    public override void WriteTo(Turn turn) => turn.Lines(Code.Replace("KEY", turn.Key, StringComparison.Ordinal).Split('\n'));

    public override IEnumerable<Step> Smaller() => [];
}

/// <summary>Loops that need each row to be saved before they go on: no rule may say that one save would do.</summary>
internal sealed class NeededSaves : TiedShops
{
    private const string Add = "var order = new Order { CustomerId = KEY, Score = 1 };\ndb.Orders.Add(order);\n";
    private const string Save = "await db.SaveChangesAsync(cancellationToken);";

    public override IReadOnlyCollection<string> Rules => ["SPW1005"];

    protected override IReadOnlyList<TiedStep> Knots { get; } =
    [
        new("generated key", Add + Save + "\n_log.Add($\"{order.Id}\");"),
        new("generated key as a foreign one", Add + Save + "\ndb.Orders.Add(new Order { CustomerId = order.Id });"),
        new("generated key of an earlier turn", "var order = new Order { CustomerId = previous?.Id ?? KEY };\ndb.Orders.Add(order);\n" + Save + "\nprevious = order;"),
        new("generated key in a list", "var parent = kept.OfType<Order>().LastOrDefault()?.Id ?? 1;\nvar order = new Order { CustomerId = parent };\ndb.Orders.Add(order);\nkept.Add(order);\n" + Save),
        new("counts its own set", "var before = await db.Orders.CountAsync(o => o.CustomerId == KEY, cancellationToken);\ndb.Orders.Add(new Order { CustomerId = KEY, Score = before });\n" + Save),
        new("asks for the largest", "var most = await db.Orders.MaxAsync(o => (int?)o.Score, cancellationToken) ?? 0;\ndb.Orders.Add(new Order { CustomerId = KEY, Score = most + 1 });\n" + Save),
        new("looks for what it changes", "var row = await db.Orders.FirstOrDefaultAsync(o => o.CustomerId == KEY && o.Score < 5, cancellationToken);\nif (row is not null)\n    row.Score++;\n" + Save),
        new("looks for what it removes", "var row = await db.Orders.FirstOrDefaultAsync(o => o.CustomerId == KEY, cancellationToken);\nif (row is not null)\n    db.Orders.Remove(row);\n" + Save),
        new("failure of each item", "try\n{\n    db.Orders.Add(new Order { CustomerId = KEY });\n    " + Save + "\n}\ncatch (DbUpdateException)\n{\n    _log.Add(\"left out\");\n}"),
        new("save in a finally", "try\n{\n    db.Orders.Add(new Order { CustomerId = KEY });\n}\nfinally\n{\n    " + Save + "\n}"),
        new("number of rows", Add + "total += await db.SaveChangesAsync(cancellationToken);"),
        new("number of rows as a condition", Add + "if (await db.SaveChangesAsync(cancellationToken) == 0)\n    _log.Add(\"nothing\");"),
        new("leaves after the save", Add + Save + "\nif (KEY == 5)\n    break;"),
        new("batches by count", Add + "if (++last % 3 == 0)\n    " + Save),
        new("batches by tracked rows", Add + "kept.Add(order);\nif (kept.Count > 2)\n{\n    " + Save + "\n    kept.Clear();\n}"),
        new("transaction of each item", "using var transaction = db.Database.BeginTransaction();\n" + Add + Save + "\ntransaction.Commit();"),
        new("forgets what it saved", Add + Save + "\ndb.ChangeTracker.Clear();"),
        new("command after the save", Add + Save + "\nawait db.Orders.Where(o => o.CustomerId == KEY).ExecuteDeleteAsync(cancellationToken);"),
        new("SQL after the save", Add + Save + "\nawait db.Database.ExecuteSqlAsync($\"update totals set n = n + 1 where id = {KEY}\", cancellationToken);"),
        new("SQL before the save", "await db.Database.ExecuteSqlAsync($\"update totals set n = n + 1 where id = {KEY}\", cancellationToken);\n" + Add + Save),
        new("file for each row", Add + "await System.IO.File.AppendAllTextAsync(\"orders\", $\"{KEY}\", cancellationToken);\n" + Save),
        new("reads the row again", Add + Save + "\nawait db.Entry(order).ReloadAsync(cancellationToken);"),
    ];
}

/// <summary>Queries that no query for all keys could take the place of.</summary>
internal sealed class TiedQueries : TiedShops
{
    public override IReadOnlyCollection<string> Rules => ["SPW1004"];

    protected override IReadOnlyList<TiedStep> Knots { get; } =
    [
        new("chain", "var row = await db.Orders.FirstOrDefaultAsync(o => o.Id == last, cancellationToken);\nlast = row?.CustomerId ?? 1;"),
        new("chain of objects", "previous = await db.Orders.FirstOrDefaultAsync(o => o.Id == (previous == null ? 1 : previous.CustomerId), cancellationToken);"),
        new("key and what was found before", "var row = await db.Orders.FirstOrDefaultAsync(o => o.Id == KEY + last, cancellationToken);\nlast = row?.Score ?? 0;"),
        new("same question", "total += await db.Orders.CountAsync(cancellationToken);"),
        new("context of its own", "using var own = new Shop(new DbContextOptions<Shop>());\n_log.Add($\"{own.Customers.Find(KEY)?.Score}\");"),
        new("batches", "foreach (var batch in ids.Chunk(3))\n    total += await db.Orders.CountAsync(o => batch.Contains(o.CustomerId), cancellationToken);"),
        new("remembers", "if (!_known.TryGetValue(KEY, out var row))\n    _known[KEY] = row = await db.Customers.FindAsync([KEY], cancellationToken);"),
        new("after a failure only", "try\n{\n    total += 12 / (KEY - 3);\n}\ncatch (DivideByZeroException)\n{\n    total += db.Customers.Find(KEY)?.Score ?? 0;\n}"),
        new("pages", "total += (await db.Orders.OrderBy(o => o.Id).Skip(KEY).Take(3).ToListAsync(cancellationToken)).Count;"),
        new("few items", "foreach (var number in new[] { 1, 2 })\n    total += (await db.Customers.FindAsync([number], cancellationToken))?.Score ?? 0;"),
    ];
}

/// <summary>Programs that are tied together, with steps around that have nothing to do with a database.</summary>
internal abstract class TiedShops : ShopShape
{
    private static readonly Gen<Step> Noise = StepOf((2, StepKind.Note), (1, StepKind.ChangeLimit), (1, StepKind.Guard), (1, StepKind.Divide), (1, StepKind.Alias));

    public override bool IsDependent => true;

    protected abstract IReadOnlyList<TiedStep> Knots { get; }

    public override string KindOf(GeneratedProgram program) => string.Join(" ", ((ShopProgram)program).Body.OfType<TiedStep>().Select(step => step.Name));

    public override Gen<GeneratedProgram> Programs => Of(
        from before in Steps(Noise, 0, 2) from knot in Gen.Elements<TiedStep>(Knots) from after in Steps(Noise, 0, 1) select ImmutableArray.CreateRange<Step>([.. before, knot, .. after]),
        mayChangeAfterwards: false);
}
