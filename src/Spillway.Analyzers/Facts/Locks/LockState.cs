using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// The locks that are, or may be, held at one point, in the order in which they were taken; one that is taken twice is listed
/// twice. Never changes.
/// </summary>
internal sealed class LockState : IEquatable<LockState>
{
    public static readonly LockState Empty = new(ImmutableArray<HeldLock>.Empty);

    private const int MostLocks = 16;
    private const int DeepestRecursion = 3;

    private LockState(ImmutableArray<HeldLock> entries) => Entries = entries;

    /// <summary>All entries, also those that say that a lock was given back.</summary>
    public ImmutableArray<HeldLock> Entries { get; }

    public bool IsEmpty => Entries.IsEmpty;

    /// <summary>The locks that are or may be held, outermost first.</summary>
    public IEnumerable<HeldLock> Held
    {
        get
        {
            foreach (var held in Entries)
            {
                if (held.IsTaken)
                    yield return held;
            }
        }
    }

    public LockState Acquire(HeldLock taken)
    {
        // A lock that was given back for a while and is taken again is where it was.
        var depth = 0;
        for (var i = 0; i < Entries.Length; i++)
        {
            var known = Entries[i];
            if (!known.IsTaken && taken.IsCertain && known.Mode == taken.Mode && known.Lock.Equals(taken.Lock))
                return new LockState(Entries.RemoveAt(i));

            // What the turn before may have taken in the same place, this one may have taken.
            if (!taken.IsCertain && known is { IsTaken: true, IsCertain: false } && known.Site == taken.Site && Same(known.Token, taken.Token))
                return this;
            if (known.Matches(taken))
                depth++;
        }

        // Loops that take and never give back would go on for ever.
        return depth >= DeepestRecursion || Entries.Length >= MostLocks ? this : new LockState(Entries.Add(taken));
    }

    /// <summary>Gives back <paramref name="released"/>; what is not held here was taken by a caller.</summary>
    public LockState Release(HeldLock released)
    {
        // Of what is held for certain and what may be held once more, the latter is what is left.
        var last = -1;
        for (var i = Entries.Length - 1; i >= 0; i--)
        {
            var held = Entries[i];
            if (!held.IsTaken || held.Mode != released.Mode || held.Kind != released.Kind || !held.Lock.Equals(released.Lock))
                continue;
            if (held.IsCertain)
                return new LockState(Entries.RemoveAt(i));
            if (last < 0)
                last = i;
        }

        if (last >= 0)
            return new LockState(Entries.RemoveAt(last));

        foreach (var known in Entries)
        {
            if (known.Matches(released))
                return this;
        }

        return Entries.Length >= MostLocks ? this : new LockState(Entries.Add(released));
    }

    /// <summary>Without the lock statements, of those that are known by their syntax only, that <paramref name="at"/> is not inside of.</summary>
    public LockState Leave(SyntaxNode? at) =>
        IsEmpty ? this : Without(held => held.Token is LockStatementSyntax { Statement.Span: var span } && !(at is not null && span.Contains(at.Span)));

    /// <summary>Gives back what disposing <paramref name="token"/> gives back.</summary>
    public LockState Dispose(object token) => Without(held => held.IsScope && Same(held.Token, token));

    /// <summary>What holds where <paramref name="token"/> says whether its locks were taken; null where the code cannot get.</summary>
    public LockState? Decide(object token, bool isTaken)
    {
        if (isTaken)
            return Map(held => Same(held.Token, token), held => held with { IsCertain = true });

        foreach (var held in Entries)
        {
            if (held.IsCertain && Same(held.Token, token))
                return null;
        }

        return Without(held => Same(held.Token, token));
    }

    /// <summary>What holds where the lock itself was asked whether it is held; null where the code cannot get.</summary>
    public LockState? Decide(LockId id, LockMode mode, bool isTaken)
    {
        bool IsMeant(HeldLock held) => held.IsTaken && held.Mode == mode && held.Lock.Equals(id);
        if (isTaken)
            return Map(IsMeant, held => held with { IsCertain = true });

        foreach (var held in Entries)
        {
            if (held.IsCertain && IsMeant(held))
                return null;
        }

        return Without(IsMeant);
    }

    /// <summary>With <paramref name="to"/> standing for what <paramref name="from"/> stood for.</summary>
    public LockState Rename(object from, object to) => Map(held => Same(held.Token, from), held => held with { Token = to });

    /// <summary>What holds when two paths meet.</summary>
    public LockState Join(LockState other)
    {
        if (ReferenceEquals(this, other) || Equals(other))
            return this;

        // The first time that a lock was taken here belongs to the first time there, and so on.
        var left = new List<HeldLock>(other.Entries);
        var joined = ImmutableArray.CreateBuilder<HeldLock>();
        foreach (var held in Entries)
        {
            var at = left.FindIndex(held.Matches);
            if (at < 0)
            {
                joined.Add(held with { IsCertain = false });
                continue;
            }

            var same = left[at];
            left.RemoveAt(at);
            joined.Add(held with
            {
                IsCertain = held.IsCertain && same.IsCertain,
                Token = Same(held.Token, same.Token) ? held.Token : null,
                IsScope = held.IsScope && same.IsScope,
            });
        }

        foreach (var held in left)
        {
            if (joined.Count < MostLocks)
                joined.Add(held with { IsCertain = false });
        }

        return new LockState(joined.ToImmutable());
    }

    public bool Equals(LockState? other)
    {
        if (other is null || Entries.Length != other.Entries.Length)
            return false;

        for (var i = 0; i < Entries.Length; i++)
        {
            var (left, right) = (Entries[i], other.Entries[i]);
            if (!left.Matches(right) || left.IsCertain != right.IsCertain || left.IsScope != right.IsScope || !Same(left.Token, right.Token))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as LockState);

    public override int GetHashCode()
    {
        var hash = Entries.Length;
        foreach (var held in Entries)
            hash = (hash * 31) ^ held.Lock.GetHashCode() ^ (held.IsCertain ? 1 : 0);
        return hash;
    }

    private LockState Without(Predicate<HeldLock> isGone)
    {
        var left = Entries.RemoveAll(held => held.IsTaken && isGone(held));
        return left.Length == Entries.Length ? this : new LockState(left);
    }

    private LockState Map(Predicate<HeldLock> isMeant, Func<HeldLock, HeldLock> change)
    {
        ImmutableArray<HeldLock>.Builder? changed = null;
        for (var i = 0; i < Entries.Length; i++)
        {
            if (!isMeant(Entries[i]))
                continue;

            changed ??= Entries.ToBuilder();
            changed[i] = change(Entries[i]);
        }

        return changed is null ? this : new LockState(changed.ToImmutable());
    }

    private static bool Same(object? left, object? right) => left switch
    {
        null => right is null,
        ISymbol symbol => SymbolEqualityComparer.Default.Equals(symbol, right as ISymbol),
        _ => left.Equals(right),
    };
}
