namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>State outside the loop that iterations fill.</summary>
internal enum State
{
    Total,
    Largest,
    Last,
    Count,
    Numbers,
    Names,
    Pairs,
    Map,
    Known,
    Text,
    Slots,
    Field,
    Kept,
    Hits,
    Seen,
    Log,
}

/// <summary>How state is declared, read, filled and shown.</summary>
internal static class States
{
    /// <summary>The declaration ahead of the loop, for state that is local; else null.</summary>
    public static string? Local(State state) => state switch
    {
        State.Total => "var total = 0;",
        State.Largest => "var largest = int.MinValue;",
        State.Last => "var last = -1;",
        State.Count => "var count = 0;",
        State.Numbers => "var numbers = new List<int>();",
        State.Names => "var names = new List<string>();",
        State.Pairs => "var pairs = new List<(int, int)>();",
        State.Map => "var map = new Dictionary<int, int>();",
        State.Known => "var known = new HashSet<int>();",
        State.Text => "var text = new StringBuilder();",
        State.Slots => "var slots = new int[ids.Count];",
        _ => null,
    };

    /// <summary>The declaration as a member, for state of the object; else null.</summary>
    public static string? Member(State state) => state switch
    {
        State.Field => "private int _field;",
        State.Kept => "private readonly List<int> _kept = new();",
        State.Hits => "private int _hits;",
        State.Seen => "private readonly ConcurrentDictionary<int, int> _seen = new();",
        _ => null,
    };

    /// <summary>A number that depends on what was gathered.</summary>
    public static string Read(State state) => state switch
    {
        State.Total => "total",
        State.Largest => "largest",
        State.Last => "last",
        State.Count => "count",
        State.Numbers => "numbers.Count",
        State.Names => "names.Count",
        State.Pairs => "pairs.Count",
        State.Map => "map.Count",
        State.Known => "known.Count",
        State.Text => "text.Length",
        State.Slots => "slots.Length",
        State.Field => "_field",
        State.Kept => "_kept.Count",
        State.Hits => "Volatile.Read(ref _hits)",
        State.Seen => "_seen.Count",
        _ => "_log.Count",
    };

    /// <summary>The state as text, at the end.</summary>
    public static string? Show(State state) => state switch
    {
        State.Total => "total",
        State.Largest => "largest",
        State.Last => "last",
        State.Count => "count",
        State.Numbers => "string.Join(\",\", numbers)",
        State.Names => "string.Join(\",\", names)",
        State.Pairs => "string.Join(\",\", pairs)",
        State.Map => "string.Join(\",\", map)",
        State.Known => "string.Join(\",\", known)",
        State.Text => "text",
        State.Slots => "string.Join(\",\", slots)",
        State.Field => "_field",
        State.Kept => "string.Join(\",\", _kept)",
        State.Hits => "_hits",
        // The order in which a dictionary for many threads lists its entries means nothing.
        State.Seen => "string.Join(\",\", _seen.OrderBy(entry => entry.Key))",
        _ => null,
    };
}

/// <summary>The ways in which an iteration uses a number.</summary>
internal enum Use
{
    Add,
    AddUp,
    Fold,
    TakeLargest,
    Keep,
    CountUp,
    Name,
    Pair,
    Put,
    PutOnce,
    Learn,
    Append,
    Slot,
    FieldAdd,
    FieldKeep,
    Hit,
    See,
    Write,
    WriteInMethod,
    Divide,
    Checked,
    Item,
}

/// <summary>A use of a number, in words of C#.</summary>
internal static class Uses
{
    /// <summary>The state that a use fills.</summary>
    public static State? StateOf(Use use) => use switch
    {
        Use.Add => State.Numbers,
        Use.AddUp or Use.Fold or Use.Divide or Use.Checked => State.Total,
        Use.TakeLargest => State.Largest,
        Use.Keep => State.Last,
        Use.CountUp => State.Count,
        Use.Name => State.Names,
        Use.Pair => State.Pairs,
        Use.Put or Use.PutOnce => State.Map,
        Use.Learn => State.Known,
        Use.Append => State.Text,
        Use.Slot => State.Slots,
        Use.FieldAdd => State.Field,
        Use.FieldKeep => State.Kept,
        Use.Hit => State.Hits,
        Use.See => State.Seen,
        Use.Write or Use.WriteInMethod => State.Log,
        _ => null,
    };

    /// <summary>The statement.</summary>
    public static string In(Scope scope, Use use, string value)
    {
        // Without a counter there are no slots, and without objects nothing to write into.
        if ((use == Use.Slot && scope.Slot is null) || (use == Use.Item && scope.ItemTarget is null))
            use = Use.Add;
        if (StateOf(use) is { } state)
            scope.Needs.State.Add(state);

        return use switch
        {
            Use.Add => $"numbers.Add({value});",
            Use.AddUp => $"total += {value};",
            Use.Fold => $"total = total * 31 + {value};",
            Use.TakeLargest => $"largest = Math.Max(largest, {value});",
            Use.Keep => $"last = {value};",
            Use.CountUp => $"if ({value} > 3) count++;",
            Use.Name => $"names.Add($\"{{{value}}}\");",
            Use.Pair => $"pairs.Add(({scope.Item}, {value}));",
            Use.Put => $"map[{scope.Item}] = {value};",
            Use.PutOnce => $"map.Add({value}, {scope.Item});",
            Use.Learn => $"known.Add({value});",
            Use.Append => $"text.Append({value}).Append(';');",
            Use.Slot => $"slots[{scope.Slot}] = {value};",
            Use.FieldAdd => $"_field += {value};",
            Use.FieldKeep => $"_kept.Add({value});",
            Use.Hit => $"Interlocked.Add(ref _hits, {value});",
            Use.See => $"_seen[{scope.Item}] = {value};",
            Use.Write => $"_log.Add($\"{{{scope.Item}}}: {{{value}}}\");",
            Use.WriteInMethod => $"Note({scope.Item}, {value});",
            Use.Divide => $"total += 100 / (Math.Abs({value}) % 7);",
            Use.Checked => $"total = checked(total + {value} * 20_000_000);",
            _ => $"{scope.ItemTarget} = {value};",
        };
    }
}
