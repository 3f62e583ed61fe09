using System;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What the identity of a lock hangs on.</summary>
internal enum LockRoot
{
    /// <summary>The current instance.</summary>
    This,

    /// <summary>The object that stands for a type: <c>typeof(Orders)</c>.</summary>
    Type,

    /// <summary>A static field or property.</summary>
    Static,

    /// <summary>A field or property of another part of the path.</summary>
    Member,

    /// <summary>A local variable that is no other name for something else.</summary>
    Local,

    /// <summary>A parameter.</summary>
    Parameter,

    /// <summary>One of many, chosen by a key.</summary>
    Element,

    /// <summary>A string.</summary>
    Text,

    /// <summary>An object that is made in the same expression.</summary>
    Fresh,

    /// <summary>What this is cannot be told; it is the same as itself only.</summary>
    Unknown,
}

/// <summary>
/// Which lock: the path from a variable to the object that is locked. Two locks are the same when their paths are, as long as
/// nothing on the path is set anew; <see cref="LockFields"/> knows that.
/// </summary>
internal sealed class LockId : IEquatable<LockId>
{
    public static readonly LockId This = new(LockRoot.This, null, null, null);

    public LockId(LockRoot root, ISymbol? symbol, LockId? owner, object? key)
    {
        Root = root;
        Symbol = symbol;
        Owner = owner;
        Key = key;
    }

    public LockRoot Root { get; }

    /// <summary>The variable, member or type at this end of the path.</summary>
    public ISymbol? Symbol { get; }

    /// <summary>What the member or element belongs to.</summary>
    public LockId? Owner { get; }

    /// <summary>For elements what chooses them, a symbol or a constant; for unknown and fresh objects their syntax or type; for strings the text.</summary>
    public object? Key { get; }

    /// <summary>True when there is a lock for each of many keys.</summary>
    public bool IsPerKey => Root == LockRoot.Element || Owner is { IsPerKey: true };

    /// <summary>How many members deep the path is.</summary>
    public int Depth => Owner is null ? 0 : Owner.Depth + 1;

    /// <summary>The variable that the path starts with.</summary>
    public LockId Start => Owner?.Start ?? this;

    /// <summary>How the lock reads in source.</summary>
    public string Name => Root switch
    {
        LockRoot.This => "this",
        LockRoot.Type => $"typeof({Symbol!.Name})",
        LockRoot.Static => Symbol!.Name,
        LockRoot.Member => Owner is { Root: LockRoot.This } ? Symbol!.Name : $"{Owner!.Name}.{Symbol!.Name}",
        LockRoot.Local or LockRoot.Parameter => Symbol!.Name,
        LockRoot.Element => $"{Owner!.Name}[{(Key is ISymbol key ? key.Name : Key is SyntaxNode syntax ? syntax.ToString() : Key)}]",
        LockRoot.Text => $"\"{Key}\"",
        LockRoot.Fresh => "new object",
        _ when Key is ITypeSymbol { Name: var type } => type,
        _ => Key is SyntaxNode node && node.ToString() is { Length: < 60 } text && text.IndexOf('\n') < 0 ? text : "an object",
    };

    public LockId Of(ISymbol member) => new(LockRoot.Member, member.OriginalDefinition, this, null);

    public LockId At(object? key) => new(LockRoot.Element, null, this, key);

    /// <summary>The same path from another start, or null where the start has no name there.</summary>
    public LockId? From(Func<LockId, LockId?> start) =>
        Owner is null ? start(this) : Owner.From(start) is { } owner ? new LockId(Root, Symbol, owner, Key) : null;

    public bool Equals(LockId? other)
    {
        var (left, right) = (this, other);
        while (true)
        {
            if (ReferenceEquals(left, right))
                return true;
            if (left is null || right is null || left.Root != right.Root || !SymbolEqualityComparer.Default.Equals(left.Symbol, right.Symbol) || !SameKey(left.Key, right.Key))
                return false;

            (left, right) = (left.Owner, right.Owner);
        }
    }

    public override bool Equals(object? obj) => Equals(obj as LockId);

    public override int GetHashCode() =>
        ((int)Root * 397) ^ SymbolEqualityComparer.Default.GetHashCode(Symbol) ^ (Owner?.GetHashCode() * 31 ?? 0);

    public override string ToString() => Name;

    private static bool SameKey(object? left, object? right) =>
        left is ISymbol symbol ? SymbolEqualityComparer.Default.Equals(symbol, right as ISymbol) : Equals(left, right);
}
