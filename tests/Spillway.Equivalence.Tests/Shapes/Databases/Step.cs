namespace Spillway.Equivalence.Tests.Shapes.Databases;

/// <summary>The kinds of steps of a loop over a database.</summary>
internal enum StepKind
{
    Lookup,
    Find,
    Rows,
    Exists,
    Count,
    Guard,
    GuardOnRow,
    Note,
    Divide,
    Keep,
    ChangeRow,
    ChangeLimit,
    Alias,
    Let,
    Navigate,
    Add,
    AddWithKey,
    Remove,
    Save,
    SaveSometimes,
    Leave,
}

/// <summary>A step of a loop; <paramref name="A"/>, <paramref name="B"/> and <paramref name="C"/> choose among its forms.</summary>
internal record Step(StepKind Kind, bool IsAsync, int A, int B, int C)
{
    private static readonly string[] Operators = ["FirstOrDefault", "First", "Single", "SingleOrDefault"];

    public virtual void WriteTo(Turn turn)
    {
        var row = turn.Rows.Count == 0 ? null : ((string Name, bool MayBeNull, bool IsCustomer)?)turn.Rows[A % turn.Rows.Count];
        var score = row is null ? $"{turn.Key} % 3" : row.Value.MayBeNull ? $"({row.Value.Name}?.Score ?? -1)" : $"{row.Value.Name}.Score";
        switch (Kind)
        {
            case StepKind.Lookup:
                var name = turn.Fresh("row");
                var @operator = Operators[A % Operators.Length];
                turn.Lines($"var {name} = {Ask(turn, @operator)};");
                turn.Rows.Add((name, @operator.EndsWith("OrDefault", StringComparison.Ordinal), Table == "Customers"));
                break;
            case StepKind.Find:
                var found = turn.Fresh("found");
                turn.Lines(IsAsync ? $"var {found} = await db.Customers.FindAsync([{turn.Key}], cancellationToken);" : $"var {found} = db.Customers.Find({turn.Key});");
                turn.Rows.Add((found, true, true));
                break;
            case StepKind.Rows:
                var rows = turn.Fresh("rows");
                turn.Lines($"var {rows} = {Ask(turn, A % 2 == 0 ? "ToList" : "ToArray")};", $"_log.Add($\"{{string.Join(\",\", {rows}.Select(r => r.Score))}}\");");
                break;
            case StepKind.Exists:
                var known = turn.Fresh("isKnown");
                turn.Lines($"var {known} = {Ask(turn, "Any")};", A % 2 == 0 ? $"_log.Add($\"{{{known}}}\");" : $"if (!{known})\n                continue;");
                break;
            case StepKind.Count:
                turn.Lines($"total += (int){(IsAsync ? "(" : "")}{Ask(turn, A % 3 == 0 ? "LongCount" : "Count")}{(IsAsync ? ")" : "")};");
                break;
            case StepKind.Guard:
                turn.Lines($"if ({turn.Key} % {2 + (A % 4)} == {B % 2})", "    continue;");
                break;
            case StepKind.GuardOnRow when row is { MayBeNull: true, Name: var tested }:
                turn.Lines($"if ({tested} is null)", "    continue;");
                turn.Rows[turn.Rows.IndexOf(row.Value)] = (tested, false, row.Value.IsCustomer);
                break;
            case StepKind.Note or StepKind.GuardOnRow:
                turn.Lines($"_log.Add($\"{{{turn.Key}}}: {{{score}}}\");");
                break;
            case StepKind.Divide:
                turn.Lines($"total += 12 / ({score} - {1 + (A % 6)});");
                break;
            case StepKind.Keep:
                turn.Lines(row is null ? $"kept.Add({turn.Key});" : $"kept.Add({row.Value.Name});");
                break;
            case StepKind.ChangeRow when row is { } changed:
                turn.Lines(changed.MayBeNull ? $"if ({changed.Name} is not null)" : "if (total < 1_000)", $"    {changed.Name}.Score += {1 + (B % 3)};");
                break;
            case StepKind.ChangeLimit:
                turn.Lines(B % 3 == 0 ? $"limit = {score} % 4;" : B % 3 == 1 ? "limit++;" : $"total += {score};");
                break;
            case StepKind.Alias:
                var alias = turn.Fresh("key");
                turn.Lines($"var {alias} = {turn.Key};");
                turn.Key = alias;
                break;
            case StepKind.Let:
                var number = turn.Fresh("least");
                turn.Lines($"var {number} = {(A % 3 == 0 ? "2" : A % 3 == 1 ? "total % 3" : $"{turn.Key} % 4")};");
                turn.Numbers.Add(number);
                break;
            case StepKind.Navigate when row is { IsCustomer: true } customer:
                turn.Lines($"total += {(customer.MayBeNull ? $"({customer.Name}?.Orders.Count ?? 0)" : $"{customer.Name}.Orders.Count")};");
                break;
            case StepKind.Navigate when row is { } ordered:
                turn.Lines($"total += {(ordered.MayBeNull ? $"({ordered.Name}?.Customer?.Score ?? 0)" : $"({ordered.Name}.Customer?.Score ?? 0)")};");
                break;
            case StepKind.Add:
                turn.Lines($"db.Orders.Add(new Order {{ CustomerId = {turn.Key}, Score = {turn.Key} % 7 }});");
                break;
            case StepKind.AddWithKey:
                turn.Lines($"db.Customers.Add(new Customer {{ Id = {turn.Key} + {10 * (1 + (A % 3))}, Score = {score} }});");
                break;
            case StepKind.Remove when row is { } gone:
                turn.Lines(gone.MayBeNull ? $"if ({gone.Name} is not null)" : "if (total % 2 == 0)", $"    db.Remove({gone.Name});");
                break;
            case StepKind.Save:
                turn.Lines(Saved);
                break;
            case StepKind.SaveSometimes:
                turn.Lines(A % 2 == 0 ? $"if ({turn.Key} % 3 != 0)" : "if (total > 3)", $"    {Saved}");
                break;
            case StepKind.Leave:
                turn.Lines($"if ({score} == {A % 8})", "    break;");
                break;
            default:
                turn.Lines($"total += {score};");
                break;
        }
    }

    private string Saved => IsAsync ? "await db.SaveChangesAsync(cancellationToken);" : "db.SaveChanges();";

    private string Table => B % 3 == 0 ? "Orders" : "Customers";

    /// <summary>A query for the rows that belong to the item.</summary>
    private string Ask(Turn turn, string @operator)
    {
        var column = Table == "Customers" ? "Id" : C % 2 == 0 ? "CustomerId" : "Id";
        var same = C % 5 == 0 ? $"{turn.Key} == x.{column}" : $"x.{column} == {turn.Key}";
        var also = (B / 3 % 12) switch
        {
            0 => " && x.Score > 2",
            1 => " && x.Score > limit",
            2 => " && x.Score != total % 5",
            3 => " && x.Score >= _log.Count",
            4 or 5 when turn.Numbers.Count > 0 => $" && x.Score >= {turn.Numbers[0]}",
            _ => "",
        };
        var before = (C % 7) switch
        {
            0 => ".AsNoTracking()",
            1 => ".Where(x => x.Score != 3)",
            2 => ".OrderByDescending(x => x.Score).ThenBy(x => x.Id)",
            3 => ".OrderBy(x => x.Id)",
            _ => "",
        };
        var hasCondition = @operator is not ("ToList" or "ToArray");
        var (name, token) = IsAsync ? (@operator + "Async", "cancellationToken") : (@operator, "");
        var query = hasCondition && C % 3 != 0
            ? $"db.{Table}{before}.{name}(x => {same}{also}{(token.Length == 0 ? "" : ", " + token)})"
            : $"db.{Table}{before}.Where(x => {same}{also}).{name}({token})";
        return IsAsync ? $"await {query}" : query;
    }

    public virtual IEnumerable<Step> Smaller()
    {
        if (IsAsync)
            yield return this with { IsAsync = false };
        if (B != 16)
            yield return this with { B = 16 };
        if (C != 11)
            yield return this with { C = 11 };
    }
}
