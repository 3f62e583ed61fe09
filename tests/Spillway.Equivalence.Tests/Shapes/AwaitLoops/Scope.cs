using System.Text;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>What code that is being written can refer to: whatever a shrunk program still declares, so that it stays valid.</summary>
internal sealed class Scope
{
    private readonly List<string> _numbers = [];
    private readonly List<string> _locals = [];
    private readonly StringBuilder _text;
    private readonly Needs _needs;
    private readonly string _indent;

    public Scope(Needs needs, string indent)
    {
        (_text, _needs, _indent) = (new StringBuilder(), needs, indent);
    }

    private Scope(Scope outer)
    {
        (_text, _needs, _indent) = (outer._text, outer._needs, outer._indent + "    ");
        (Item, ItemTarget, Slot) = (outer.Item, outer.ItemTarget, outer.Slot);
        _numbers.AddRange(outer._numbers);
        _locals.AddRange(outer._locals);
    }

    /// <summary>The item of the iteration as a number.</summary>
    public string Item { get; private set; } = "0";

    /// <summary>The item as an object that can be changed, if it is one.</summary>
    public string? ItemTarget { get; set; }

    /// <summary>The index of the iteration, for loops that count.</summary>
    public string? Slot { get; set; }

    public Needs Needs => _needs;

    /// <summary>The finished text.</summary>
    public string Text => _text.ToString();

    /// <summary>A readable number; there is always one.</summary>
    public string Number(int index) => _numbers.Count == 0 ? "1" : _numbers[index % _numbers.Count];

    /// <summary>A local of this iteration that can be changed, if there is one.</summary>
    public string? Local(int index) => _locals.Count == 0 ? null : _locals[index % _locals.Count];

    public void SetItem(string number)
    {
        Item = number;
        _numbers.Add(number);
    }

    public void Add(params string[] numbers) => _numbers.AddRange(numbers);

    public void AddLocal(string name)
    {
        _numbers.Add(name);
        _locals.Add(name);
    }

    public string Fresh(string wish) => _needs.Fresh(wish);

    public void Line(string line) => _text.Append(_indent).Append(line).Append('\n');

    /// <summary>Writes a block; what it declares is gone afterwards.</summary>
    public void Block(string header, Action<Scope> body)
    {
        if (header.Length > 0)
            Line(header);
        Line("{");
        body(new Scope(this));
        Line("}");
    }

    /// <summary>What a lambda over items can refer to.</summary>
    public Scope Inside(string item)
    {
        var inner = new Scope(this);
        inner._numbers.Remove(Item);
        inner._numbers.Insert(0, item);
        inner.Item = item;
        return inner;
    }

    /// <summary>Writes a statement that stands under a header without braces.</summary>
    public void Single(Action<Scope> body) => body(new Scope(this));
}

/// <summary>What a program has to declare around its loop, found out while the loop is written.</summary>
internal sealed class Needs(bool passesToken, bool leavesContext)
{
    private readonly Dictionary<string, int> _names = [];

    /// <summary>State from outside the loop that consumers fill.</summary>
    public SortedSet<State> State { get; } = [];

    /// <summary>Services that are asked.</summary>
    public SortedSet<Service> Services { get; } = [];

    /// <summary>Further members of the class.</summary>
    public List<string> Members { get; } = [];

    /// <summary>Further declarations ahead of everything else.</summary>
    public List<string> Locals { get; } = [];

    /// <summary>What stands right before the loop.</summary>
    public List<string> Before { get; } = [];

    public bool PassesToken => passesToken;

    /// <summary>What ends an awaited call.</summary>
    public string Configured => leavesContext ? ".ConfigureAwait(false)" : "";

    public string Fresh(string wish)
    {
        var number = _names[wish] = _names.GetValueOrDefault(wish) + 1;
        return wish + number;
    }
}
