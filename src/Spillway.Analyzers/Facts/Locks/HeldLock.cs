using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What kind of lock; it decides who may give it back, and whether it excludes anybody.</summary>
internal enum LockKind
{
    /// <summary><c>lock</c> and <c>Monitor</c>.</summary>
    Monitor,

    /// <summary><c>System.Threading.Lock</c>.</summary>
    Lock,

    /// <summary><c>ReaderWriterLock</c> and <c>ReaderWriterLockSlim</c>.</summary>
    ReaderWriter,

    Mutex,

    Spin,

    /// <summary>A semaphore: a lock when it starts with one permit and each user gives back what he took.</summary>
    Semaphore,

    /// <summary>A lock that may be held across an await.</summary>
    Async,

    /// <summary>Permits of a limiter, leases of a remote lock: they slow down or claim, and exclude no thread.</summary>
    Permit,
}

/// <summary>How a lock is held.</summary>
internal enum LockMode
{
    Exclusive,
    Shared,
    Upgradeable,
}

/// <summary>A lock at one point of the code.</summary>
/// <param name="Lock">Which one.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Mode">How.</param>
/// <param name="Site">Where it was taken, or given back.</param>
/// <param name="IsCertain">True when it is held on all paths to here; false when on some.</param>
/// <param name="IsTaken">True when it was taken; false when it was given back and had been taken outside of this code.</param>
/// <param name="Token">What tells whether it was taken, or gives it back: a variable, a value, or the syntax of a call; null where nothing does.</param>
/// <param name="IsScope">True when disposing the token gives it back.</param>
internal sealed record HeldLock(LockId Lock, LockKind Kind, LockMode Mode, SyntaxNode Site, bool IsCertain, bool IsTaken, object? Token, bool IsScope)
{
    /// <summary>True when only the thread that took it can give it back.</summary>
    public bool IsThreadBound => Kind is LockKind.Monitor or LockKind.Lock or LockKind.ReaderWriter or LockKind.Mutex or LockKind.Spin;

    /// <summary>True for the statement <c>lock</c>: the compiler gives it back on every path.</summary>
    public bool IsLockStatement => Site.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.LockStatementSyntax statement && statement.Expression == Site;

    public string Name => Lock.Name;

    /// <summary>The same state of the same lock, wherever it was taken.</summary>
    public bool Matches(HeldLock other) => Mode == other.Mode && IsTaken == other.IsTaken && Lock.Equals(other.Lock);
}
