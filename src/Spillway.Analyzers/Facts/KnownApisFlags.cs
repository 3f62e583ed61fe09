using System;
using System.Collections.Generic;

namespace Spillway.Analyzers.Facts;

/// <summary>What the catalogue says of a type or a member; each value is one word of <c>KnownApis.txt</c>.</summary>
[Flags]
internal enum ApiFlags : ulong
{
    /// <summary>The catalogue says nothing.</summary>
    None = 0,

    /// <summary>A type that is not safe for concurrent use.</summary>
    Confined = 1UL << 0,

    /// <summary>A type that many may use at once.</summary>
    Shareable = 1UL << 1,

    /// <summary>An ordinary mutable collection: reads are safe together, writes are not.</summary>
    Collection = 1UL << 2,

    /// <summary>A type whose values never change.</summary>
    Immutable = 1UL << 3,

    /// <summary>A type that makes the calls around it one unit of success.</summary>
    Transaction = 1UL << 4,

    /// <summary>A confined type that gathers changes and sends them later, such as a unit of work.</summary>
    Session = 1UL << 5,

    /// <summary>An asynchronous method whose own code calls the synchronous one: only what overrides or hides it may do better.</summary>
    Synchronous = 1UL << 6,

    /// <summary>Belongs to the thread that runs it: says which thread that is, or takes a lock that only the same thread may give back.</summary>
    Thread = 1UL << 7,

    /// <summary>Reaches network, disk, database, queue or another process.</summary>
    Io = 1UL << 8,

    /// <summary>Only reads on the outside.</summary>
    Reads = 1UL << 9,

    /// <summary>Has an effect on the outside.</summary>
    Writes = 1UL << 10,

    /// <summary>The outside is a network peer.</summary>
    Network = 1UL << 11,

    /// <summary>The outside is a file system.</summary>
    Disk = 1UL << 12,

    /// <summary>The outside is a database.</summary>
    Database = 1UL << 13,

    /// <summary>The outside is a message queue or a stream of events.</summary>
    Queue = 1UL << 14,

    /// <summary>The outside is another process of this machine.</summary>
    Process = 1UL << 15,

    /// <summary>A sink in which the order of the calls can be seen afterwards.</summary>
    Ordered = 1UL << 16,

    /// <summary>A database query or command on a confined connection.</summary>
    Query = 1UL << 17,

    /// <summary>Sends gathered changes to the database.</summary>
    Save = 1UL << 18,

    /// <summary>Keeps the thread while it waits for the outside, for time or for another thread.</summary>
    Blocks = 1UL << 19,

    /// <summary>Computes for long enough to stall an event loop.</summary>
    Cpu = 1UL << 20,

    /// <summary>Waits for time to pass.</summary>
    Delay = 1UL << 21,

    /// <summary>Takes a lock, a permit or a slot.</summary>
    Acquires = 1UL << 22,

    /// <summary>Gives a lock, a permit or a slot back.</summary>
    Releases = 1UL << 23,

    /// <summary>Takes the next item from a live source: a channel, a socket, a queue.</summary>
    Pump = 1UL << 24,

    /// <summary>Returns an awaitable that is complete already.</summary>
    Immediate = 1UL << 25,

    /// <summary>Has no effect but its result, and reads only its receiver and arguments.</summary>
    Pure = 1UL << 26,

    /// <summary>Runs the delegates it is given, once or more, within the call.</summary>
    Invokes = 1UL << 27,

    /// <summary>Runs the delegates it is given on another thread.</summary>
    Offloads = 1UL << 28,

    /// <summary>The result is a new object that only the caller knows.</summary>
    Fresh = 1UL << 29,

    /// <summary>An instance member that only reads its receiver.</summary>
    ReadsReceiver = 1UL << 30,

    /// <summary>Touches only its receiver and its arguments.</summary>
    Local = 1UL << 31,

    /// <summary>Repeats the delegate it is given until it succeeds.</summary>
    Retry = 1UL << 32,

    /// <summary>Reads a clock.</summary>
    Clock = 1UL << 33,

    /// <summary>Answers from a cache where it can, and asks only where it cannot.</summary>
    Cache = 1UL << 34,

    /// <summary>Hands a held lock on for a while: waits for a sign from the next who hold it, or gives one.</summary>
    Signals = 1UL << 35,

    /// <summary>A type that stands for a program while it is put together, or for a change of its database: what derives from it, and methods that are given one, run once.</summary>
    Startup = 1UL << 41,

    /// <summary>A type whose members run one at a time, one message after another.</summary>
    Actor = 1UL << 45,

    /// <summary>Gives a sequence that does its work one element at a time, anew each time it is enumerated.</summary>
    Lazy = 1UL << 44,

    /// <summary>An asynchronous form that .NET Standard 2.0 and .NET Framework do not have.</summary>
    Newer = 1UL << 42,

    /// <summary>Only writes into a log: it takes no time, does not fail, and nothing depends on it.</summary>
    Logs = 1UL << 47,

    /// <summary>The framework calls it: the member, the public methods of what derives from the type, what an attribute marks, or the delegate that is passed.</summary>
    Root = 1UL << 48,

    /// <summary>Hands the delegate it is given to somebody who runs it as an event: nobody asks how it ends.</summary>
    Posts = 1UL << 40,

    /// <summary>A root that runs for every request.</summary>
    Request = 1UL << 49,

    /// <summary>A root that runs for every message.</summary>
    Message = 1UL << 50,

    /// <summary>A root that runs whenever a timer fires.</summary>
    Timer = 1UL << 51,

    /// <summary>A root that runs for every event.</summary>
    Event = 1UL << 52,

    /// <summary>A root that runs on the thread of a user interface.</summary>
    Ui = 1UL << 53,

    /// <summary>A root that runs once, beside everything else.</summary>
    Background = 1UL << 54,

    /// <summary>Gives what was registered, configured or compiled in: it does not grow with the data.</summary>
    Few = 1UL << 55,

    /// <summary>Gives as many as the machine has: processors, drives, addresses.</summary>
    Machine = 1UL << 56,

    /// <summary>Makes one object for the whole program known to the container.</summary>
    Singleton = 1UL << 57,

    /// <summary>Of a lock with readers and writers: takes or gives back a reader's share.</summary>
    Shared = 1UL << 60,

    /// <summary>Of a lock with readers and writers: takes or gives back the share of a reader that may become a writer.</summary>
    Upgradeable = 1UL << 61,

    /// <summary>A type that stands for a table: a query over it asks the database.</summary>
    Table = 1UL << 46,

    /// <summary>A confined type of which each object is a way to a peer of its own: two of them share nothing.</summary>
    Peer = 1UL << 62,

    /// <summary>The terminal of the program, where one person sits and nobody else is served.</summary>
    Terminal = 1UL << 36,

    /// <summary>A type of streams that compute on whatever is written to them.</summary>
    Compressor = 1UL << 37,

    /// <summary>A type whose objects belong to one thread or to the current request.</summary>
    Affine = 1UL << 38,

    /// <summary>Computes for as long as what it is given is large.</summary>
    Grows = 1UL << 39,

    /// <summary>Gives all there is of a file or of what a client has sent; on an attribute or a root: so does what it marks.</summary>
    Whole = 1UL << 43,

    /// <summary>Computes a hash: too quick to matter once, not so in a loop of many rounds.</summary>
    Hashes = 1UL << 58,

    /// <summary>On an attribute: whoever uses the object fills the property that it marks.</summary>
    Filled = 1UL << 59,
}

/// <summary>The words of the catalogue: which flag each one sets, where it may stand, which ones exclude each other.</summary>
internal static class KnownApisFlags
{
    /// <summary>The word that names the asynchronous form of a member: <c>twin=ReadAllTextAsync</c>.</summary>
    internal const string TwinPrefix = "twin=";

    /// <summary>Where something happens. On a type it means: every member that returns this type does it.</summary>
    internal const ApiFlags Outside =
        ApiFlags.Io | ApiFlags.Reads | ApiFlags.Writes | ApiFlags.Network | ApiFlags.Disk | ApiFlags.Database
        | ApiFlags.Queue | ApiFlags.Process;

    internal const ApiFlags TypeOnly =
        ApiFlags.Confined | ApiFlags.Shareable | ApiFlags.Collection | ApiFlags.Immutable | ApiFlags.Transaction
        | ApiFlags.Session | ApiFlags.Startup | ApiFlags.Actor | ApiFlags.Table | ApiFlags.Compressor | ApiFlags.Affine | ApiFlags.Peer;

    /// <summary>On which occasion the framework calls a root.</summary>
    internal const ApiFlags Occasions =
        ApiFlags.Request | ApiFlags.Message | ApiFlags.Timer | ApiFlags.Event | ApiFlags.Ui | ApiFlags.Background;

    /// <summary>Who calls something; says nothing of what it does.</summary>
    internal const ApiFlags Roots = ApiFlags.Root | Occasions;

    private static readonly Dictionary<string, ApiFlags> ByWord = Words();

    /// <summary>Flags of which a line may carry at most one, with the reason.</summary>
    private static readonly (ApiFlags Group, string Why)[] Exclusive =
    {
        (ApiFlags.Confined | ApiFlags.Shareable, "an object is either safe for concurrent use or not"),
        (ApiFlags.Confined | ApiFlags.Immutable, "what never changes is safe for concurrent use"),
        (ApiFlags.Collection | ApiFlags.Immutable, "'collection' means one that can change"),
        (ApiFlags.Collection | ApiFlags.Shareable, "'collection' means one that is not safe to write from two threads"),
        (ApiFlags.Reads | ApiFlags.Writes, "'reads' means that nothing outside changes"),
        (ApiFlags.Pure | ApiFlags.Io, "'pure' means that nothing outside is reached"),
        (ApiFlags.Pure | ApiFlags.Writes, "'pure' means that nothing outside changes"),
        (ApiFlags.Pure | ApiFlags.Blocks, "'pure' means that nothing is waited for"),
        (ApiFlags.Immediate | ApiFlags.Delay, "'immediate' means that nothing is waited for"),
        (ApiFlags.Acquires | ApiFlags.Releases, "one call does not take and give back"),
        (ApiFlags.Few | ApiFlags.Machine, "either somebody set up how many there are, or the machine has them"),
        (Occasions, "name the one on which it is called"),
        (ApiFlags.Network | ApiFlags.Disk | ApiFlags.Database | ApiFlags.Queue | ApiFlags.Process, "name the one that is reached first"),
    };

    internal static IEnumerable<string> AllWords => ByWord.Keys;

    internal static bool TryParse(string word, out ApiFlags flag) => ByWord.TryGetValue(word, out flag);

    /// <summary>The words of a set of flags, in the order of the enumeration.</summary>
    internal static string Describe(ApiFlags flags)
    {
        var words = new List<string>();
        foreach (var pair in ByWord)
        {
            if ((flags & pair.Value) != 0)
                words.Add(pair.Key);
        }

        return string.Join(" ", words);
    }

    /// <summary>The first pair of flags that cannot hold together, or null.</summary>
    internal static (string Words, string Why)? Contradiction(ApiFlags flags)
    {
        foreach (var (group, why) in Exclusive)
        {
            var both = flags & group;
            if ((both & (both - 1)) != 0)
                return (Describe(both), why);
        }

        return null;
    }

    /// <summary>A word that means nothing without another one, with what to write; null when nothing is missing.</summary>
    internal static (string Word, string Missing)? Incomplete(ApiFlags flags)
    {
        if ((flags & Occasions) != 0 && (flags & ApiFlags.Root) == 0)
            return (Describe(flags & Occasions), "root");
        return (flags & ApiFlags.Root) != 0 && (flags & Occasions) == 0 ? ("root", Describe(Occasions).Replace(" ", "', '")) : null;
    }

    private static Dictionary<string, ApiFlags> Words()
    {
        var words = new Dictionary<string, ApiFlags>(StringComparer.Ordinal);
        foreach (ApiFlags flag in Enum.GetValues(typeof(ApiFlags)))
        {
            if (flag != ApiFlags.None)
                words.Add(flag.ToString().ToLowerInvariant(), flag);
        }

        return words;
    }
}
