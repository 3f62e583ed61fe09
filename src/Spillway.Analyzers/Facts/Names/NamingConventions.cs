using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// All that the names of the analysed code decide. What a symbol does is known from its code or from the catalogue; its name only says what somebody meant by it. So names
/// keep rules silent or let a finding weigh less: where one misleads, a finding is missed, and nothing false is said. <see cref="Complains"/> and <see cref="IsOfLogs"/> are the
/// exceptions. What members of frameworks and libraries do is no matter of their names: that belongs in <c>KnownApis.txt</c>.
/// </summary>
internal static partial class NamingConventions
{
    /// <summary>
    /// True for a method that answers the event after which it is named, as <c>OnClosed</c> does: its caller cannot be asked to await it. No interface or base class says of a
    /// member that it is about an event.
    /// </summary>
    public static bool AnswersEvent(string method) => method.Length > 2 && method.StartsWith("On", StringComparison.Ordinal) && char.IsUpper(method[2]);

    /// <summary>True for the arguments of an event. Some frameworks have such that do not derive from <see cref="EventArgs"/>.</summary>
    public static bool IsEventArgs(string type) => type.EndsWith("EventArgs", StringComparison.Ordinal);

    private static readonly string[] OnScreen = { "Menu", "Button", "Click", "Shortcut", "Hotkey", "HotKey", "Toolbar" };

    /// <summary>True for what makes a thing on a screen: the lambda that it is given is a handler. The delegate's type is that of any callback.</summary>
    public static bool IsOnScreen(string callee) => Array.Exists(OnScreen, word => Has(callee, word));

    /// <summary>True for what takes a handler for later. Asked where the callee may not be bound, so that its name is all there is.</summary>
    public static bool Subscribes(string method) => method.StartsWith("Subscribe", StringComparison.Ordinal);

    /// <summary>True for what ends the life of an object: it is called once. No type says so of a method beside <c>Dispose</c>.</summary>
    public static bool EndsLife(string method) =>
        method is "Dispose" or "DisposeAsync" or "DisposeCore" or "DisposeAsyncCore" or "Finalize" or "FinalizeAsync" or "Stop" or "StopAsync" or "Shutdown" or "ShutdownAsync" or "Close" or "CloseAsync";

    private static readonly HashSet<string> Once = new(StringComparer.OrdinalIgnoreCase)
    {
        "Seed", "Seeds", "Seeder", "Seeders", "Seeding", "Migrate", "Migration", "Migrations", "Migrator", "Startup", "Bootstrap", "Bootstrapper", "Initializer", "Installer", "Warmup", "Fixture", "Shutdown",
    };

    /// <summary>True for a method, type or namespace of what is done once, before anybody is served or after the last one was: <c>CatalogContextSeed</c>, but not <c>Seedling</c>.</summary>
    public static bool IsDoneOnce(string name) => HasWord(name, Once);

    private static readonly string[] Starting = { "Start", "Queue", "Enqueue", "Schedule", "Trigger", "Launch", "Kick" };

    /// <summary>True for a method that is there to start something which goes on: that it does not wait for it is no oversight. A finding weighs less.</summary>
    public static bool StartsWork(string method) => Array.Exists(Starting, word => BeginsWith(method, word));

    private static readonly string[] Sending = { "Batch", "Execute", "Flush", "Commit", "Submit" };

    /// <summary>True for what sends all that was put into a batch. The libraries that have batches share no interface, and often are not in view.</summary>
    public static bool SendsBatch(string method) => Array.Exists(Sending, word => Has(method, word));

    private static readonly string[] Asking = { "Get", "Find", "Load", "Read", "Fetch", "Query", "List", "Resolve", "Lookup", "Try", "Is", "Has", "Parse", "Ensure", "Prepare" };

    /// <summary>
    /// True for a method that only asks. Most requests go through one method of a client that could do anything; what its caller calls itself breaks the tie. A finding weighs less.
    /// </summary>
    public static bool Asks(string method) => Array.Exists(Asking, word => method.StartsWith(word, StringComparison.Ordinal));

    /// <summary>True for a call that makes something outside where it is not there yet: the second one does nothing.</summary>
    public static bool MakesWhatIsMissing(string method) =>
        method == "CreateDirectory" || BeginsWith(method, "Ensure") || method.IndexOf("IfNotExist", StringComparison.Ordinal) >= 0 || method.IndexOf("IfMissing", StringComparison.Ordinal) >= 0;

    /// <summary>True for a request that replaces what stands at its address, after the verb of HTTP that it sends: whoever comes last is seen.</summary>
    public static bool Replaces(string method) => method.StartsWith("Put", StringComparison.Ordinal) || method.StartsWith("Patch", StringComparison.Ordinal);

    /// <summary>True for a call that may come back without what it asked for, by the convention of the framework.</summary>
    public static bool MayFail(string method) => method.StartsWith("Try", StringComparison.Ordinal) || method.StartsWith("Attempt", StringComparison.Ordinal);

    private static readonly string[] Complaints = { "ThrowIf", "Parse", "Deserialize", "DynamicInvoke", "EnsureSuccess" };

    /// <summary>
    /// True for a method of a library that throws at what it does not like, by the convention of the framework: <c>Guid.Parse</c>, <c>JsonSerializer.Deserialize</c>. This lets
    /// rules speak: that what parses fails for what cannot be parsed is what its name promises, wherever it stands.
    /// </summary>
    public static bool Complains(string method) => Array.Exists(Complaints, word => method.StartsWith(word, StringComparison.Ordinal));

    /// <summary>True for what takes longer the larger a body is that it reads, and is there for that: a server limits the bodies that it takes.</summary>
    public static bool Parses(string method) =>
        method.StartsWith("Deserialize", StringComparison.Ordinal) || method.StartsWith("Parse", StringComparison.Ordinal) || method.StartsWith("Load", StringComparison.Ordinal);

    /// <summary>True for a parameter that says in how many rounds a hash is computed.</summary>
    public static bool CountsRounds(string parameter) => parameter is "iterations" or "iterationCount";

    /// <summary>True for what opens a file to write it; the open stream does not show how it was opened.</summary>
    public static bool OpensToWrite(string method) => Has(method, "Write");

    /// <summary>
    /// True for a namespace of what logs, whoever's it is: a call into it takes no time, and changes nothing that the code asks about. What is logged beside a lock is then no
    /// work that another thread could do meanwhile, which lets a rule speak of parallel work that has no other part.
    /// </summary>
    public static bool IsOfLogs(INamespaceSymbol? space) => space is { Name: "Logging" };

    /// <summary>True for a method that only writes into a log: <c>Log</c> or <c>LogMissing</c>, but not <c>Login</c>.</summary>
    public static bool Logs(string method) => method == "Log" || (method.Length > 3 && method.StartsWith("Log", StringComparison.Ordinal) && char.IsUpper(method[3]));

    /// <summary>True for a query that keeps its rows after the first time; the libraries that do this have extension methods of these names.</summary>
    public static bool KeepsRows(string method) => method is "Cacheable" or "FromCache" or "FromCacheAsync" or "Cached";

    private static readonly HashSet<string> Caches = new(StringComparer.Ordinal) { "Cache", "Caching" };

    /// <summary>True for a type that keeps what others make for it: what it is told to do when it has nothing is done rarely. A finding weighs less.</summary>
    public static bool IsCache(string type) => HasWord(type, Caches);

    /// <summary>True for a mark on an entity whose rows are kept.</summary>
    public static bool MarksKeptRows(string attribute) => attribute.StartsWith("Cache", StringComparison.Ordinal);

    /// <summary>True for the value of an option that lets a call ask nothing but its cache: the task that it gives is complete.</summary>
    public static bool AsksOnlyMemory(string option) => option is "CacheOnly" or "LocalOnly" or "MemoryOnly";

    /// <summary>True for a flag that says whether a method is to await: the convention by which methods for both kinds of callers are known.</summary>
    public static bool SaysWhetherToAwait(string parameter) => parameter is "async" or "isAsync" or "useAsync" or "runAsync" || SaysNotToAwait(parameter);

    /// <summary>True for such a flag that is on for callers who wait.</summary>
    public static bool SaysNotToAwait(string parameter) => parameter is "sync" or "isSync";

    /// <summary>True for the text of an argument that looks like a token of cancellation. Asked where nothing is bound yet, to spare the look at what is known to be fine.</summary>
    public static bool IsToken(string argument) => argument.EndsWith("oken", StringComparison.Ordinal) || argument is "ct" or "CancellationToken.None";

    private static bool Has(string name, string word) => name.IndexOf(word, StringComparison.Ordinal) >= 0;

    /// <summary>True when the first word of a name is this one: of <c>PublishAsync</c>, but not of <c>Publisher</c>.</summary>
    private static bool BeginsWith(string name, string word) =>
        name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length]));

    /// <summary>True when one of the words of a name is among <paramref name="words"/>; each begins with a capital or after an underscore.</summary>
    private static bool HasWord(string name, ICollection<string> words)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && !char.IsUpper(name[i]) && name[i] != '_')
                continue;
            if (words.Contains(name.Substring(start, i - start).Trim('_')))
                return true;
            start = i;
        }

        return false;
    }
}
