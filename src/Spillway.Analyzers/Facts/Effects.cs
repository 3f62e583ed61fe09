using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What is done to a place.</summary>
internal enum AccessKind
{
    Read,
    Write,

    /// <summary>Code out of view may change it.</summary>
    PerhapsWrite,

    /// <summary>Use of an object that is not safe for concurrent use.</summary>
    Confined,

    /// <summary>The operation asks the outside world through this object.</summary>
    AsksOutside,

    /// <summary>The operation changes the outside world through this object.</summary>
    ChangesOutside,
}

/// <summary>One effect on one place.</summary>
/// <param name="Place">The state that is touched.</param>
/// <param name="Kind">What is done to it.</param>
/// <param name="Guarded">True when a lock that the code itself takes protects the access.</param>
/// <param name="Because">Where it happens.</param>
/// <param name="Changes">True for a use that leaves what is confined different: whatever uses it later depends on that.</param>
internal sealed record Access(Place Place, AccessKind Kind, bool Guarded, Witness Because, bool Changes = false);

/// <summary>What a piece of code does besides computing: the state it touches, and what it asks of the outside world.</summary>
internal sealed class Effects
{
    // More accesses than this say nothing that fewer would not say.
    private const int MostAccesses = 512;

    private readonly HashSet<(Place, AccessKind, bool, bool)> _seen = new();
    private readonly List<Access> _accesses = new();
    private readonly List<(IParameterSymbol Parameter, Witness Because)> _invoked = new();
    private readonly HashSet<(Place, ISymbol, bool)> _seenMembers = new(MemberOfPlace.Instance);
    private readonly List<MemberUse> _members = new();

    public IReadOnlyList<Access> Accesses => _accesses;

    /// <summary>The members of objects that are read and set, and by which way.</summary>
    public IReadOnlyList<MemberUse> Members => _members;

    /// <summary>Why the effects are not known completely; null when they are.</summary>
    public Witness? Unknown { get; private set; }

    /// <summary>A call that reaches network, disk, a database, a queue or another process.</summary>
    public Witness? Io { get; private set; }

    /// <summary>A call that reaches something that answers slowly, as a network or a database does, and more than one request at a time. A disk nearby is not such a thing.</summary>
    public Witness? Remote { get; private set; }

    /// <summary>A call that sends the changes which a context has gathered: one for all would do what one for each does.</summary>
    public Witness? Saves { get; private set; }

    /// <summary>A call whose effect outside has to keep its order.</summary>
    public Witness? Ordered { get; private set; }

    /// <summary>A wait that is there to slow the code down.</summary>
    public Witness? Delay { get; private set; }

    /// <summary>Each time, ahead of whatever is asked outside, the code waits for time to pass: that is its pace.</summary>
    public Witness? Pace { get; private set; }

    /// <summary>A permit is waited for.</summary>
    public Witness? Acquires { get; private set; }

    /// <summary>A message, connection or item that arrives when it arrives is waited for.</summary>
    public Witness? Pump { get; private set; }

    /// <summary>Outside operations run while a permit is held that was acquired in this code.</summary>
    public Witness? Serialised { get; private set; }

    /// <summary>A delegate that is not in view runs, or something is changed through a reference: any state that can be reached may be different afterwards.</summary>
    public Witness? Anything { get; private set; }

    /// <summary>A change that many may make at once, and whose outcome depends on who comes last or first.</summary>
    public Witness? LastWins { get; private set; }

    /// <summary>The parameters whose delegates this code runs.</summary>
    public IReadOnlyList<(IParameterSymbol Parameter, Witness Because)> Invoked => _invoked;

    public void Add(Access access)
    {
        if (_accesses.Count >= MostAccesses)
        {
            MarkUnknown(access.Because with { Label = "more state is touched than can be followed" });
            return;
        }

        if (_seen.Add((access.Place, access.Kind, access.Guarded, access.Changes)))
            _accesses.Add(access);
    }

    public void Add(MemberUse use)
    {
        if (_members.Count < MostAccesses && _seenMembers.Add((use.Holder, use.Member, use.IsWrite)))
            _members.Add(use);
    }

    public void MarkUnknown(Witness because) => Unknown ??= because;

    public void MarkInvoked(IParameterSymbol parameter, Witness because)
    {
        foreach (var (known, _) in _invoked)
        {
            if (SymbolEqualityComparer.Default.Equals(known, parameter))
                return;
        }

        _invoked.Add((parameter, because));
    }

    public void MarkAnything(Witness because) => Anything ??= because;

    public void MarkLastWins(Witness because) => LastWins ??= because;

    public void MarkIo(Witness because) => Io ??= because;

    public void MarkRemote(Witness because) => Remote ??= because;

    public void MarkSaves(Witness because) => Saves ??= because;

    public void MarkOrdered(Witness because) => Ordered ??= because;

    public void MarkDelay(Witness because) => Delay ??= because;

    public void MarkPace(Witness because) => Pace ??= because;

    public void MarkAcquires(Witness because) => Acquires ??= because;

    public void MarkPump(Witness because) => Pump ??= because;

    public void MarkSerialised(Witness because) => Serialised ??= because;

    /// <summary>Adds everything that <paramref name="other"/> does, unchanged.</summary>
    public void Include(Effects other)
    {
        foreach (var access in other._accesses)
            Add(access);
        foreach (var use in other._members)
            Add(use);
        foreach (var (parameter, because) in other._invoked)
            MarkInvoked(parameter, because);

        IncludeMarks(other);
        Pace ??= other.Pace;
    }

    /// <summary>Adds what <paramref name="other"/> does apart from the state it touches, and from its pace, which depends on when it runs.</summary>
    public void IncludeMarks(Effects other)
    {
        Unknown ??= other.Unknown;
        Anything ??= other.Anything;
        LastWins ??= other.LastWins;
        Io ??= other.Io;
        Remote ??= other.Remote;
        Saves ??= other.Saves;
        Ordered ??= other.Ordered;
        Delay ??= other.Delay;
        Acquires ??= other.Acquires;
        Pump ??= other.Pump;
        Serialised ??= other.Serialised;
    }

    private sealed class MemberOfPlace : IEqualityComparer<(Place Holder, ISymbol Member, bool IsWrite)>
    {
        public static readonly MemberOfPlace Instance = new();

        public bool Equals((Place Holder, ISymbol Member, bool IsWrite) x, (Place Holder, ISymbol Member, bool IsWrite) y) =>
            x.IsWrite == y.IsWrite && x.Holder == y.Holder && SymbolEqualityComparer.Default.Equals(x.Member, y.Member);

        public int GetHashCode((Place Holder, ISymbol Member, bool IsWrite) key) =>
            unchecked((key.Holder.GetHashCode() * 31 + SymbolEqualityComparer.Default.GetHashCode(key.Member)) * 2 + (key.IsWrite ? 1 : 0));
    }
}
