namespace Spillway.Analyzers;

/// <summary>The kinds of trouble that Spillway looks for; the name is also the category of a diagnostic.</summary>
public enum Family
{
    /// <summary>Waits that could overlap (SPW1xxx).</summary>
    Sequential = 1,

    /// <summary>Threads that wait and loops that stall (SPW2xxx).</summary>
    Blocking = 2,

    /// <summary>Work without a bound (SPW3xxx).</summary>
    FanOut = 3,

    /// <summary>Locks that everybody queues on (SPW4xxx).</summary>
    Locks = 4,

    /// <summary>Data races (SPW5xxx).</summary>
    Races = 5,

    /// <summary>Work that outlives its owner, or ends too early (SPW6xxx).</summary>
    Lifetimes = 6,
}
