using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is known about a blocking call in the place where it stands.</summary>
internal static class BlockingPlace
{
    /// <summary>
    /// True where nothing better could be written: under a lock, where the lock is the cause and has rules of its own; in a query that no
    /// loop of ours runs; in the asynchronous form itself, which has only the synchronous one to call.
    /// </summary>
    public static bool MustBlockAt(this MethodFacts method, CallSite call) =>
        call.Operation.OwnAncestors().Any(around => around is ILockOperation)
        || call.Target is { DeclaringSyntaxReferences.IsEmpty: false } own && method.Symbol is { IsAsync: false } form && form.Name == own.Name + "Async" && SymbolEqualityComparer.Default.Equals(own.ContainingType, form.ContainingType)
        || call.Operation is IForEachLoopOperation && call.Operation.Syntax is not CommonForEachStatementSyntax;

    /// <summary>The rules of other packages that report this call too: most look for a method of the same name with Async behind it.</summary>
    public static string[] OthersReport(this MethodFacts method, CallSite call) => call.Target switch
    {
        { Name: "Sleep", ContainingType.Name: "Thread" } => new[] { "AsyncFixer02", "MA0042" },
        { } target when method.Model.Apis.TwinOf(target) is not null || target.HasAsyncTwin() => new[] { "AsyncFixer02", "CA1849", "MA0042", "S6966", "VSTHRD103" },
        _ => System.Array.Empty<string>(),
    };

    /// <summary>
    /// What a fix needs to know to write the await; null where no asynchronous form is known, or not for all frameworks that the project is built for, where the function is not async, and
    /// where a flag decides whether it awaits.
    /// </summary>
    public static ImmutableDictionary<string, string?>? RewriteAsAwait(this MethodFacts method, CallSite call, Burden wait) =>
        method.IsAsync && wait.HasAsyncForm && !OlderTargets.LackFormOf(call, method.Model) && !DualMode.Steers(method) ? Findings.Rewritable("await").Add("twin", call.Twin) : null;

    /// <summary>What is waited for, in words.</summary>
    public static string Words(this BlockKind kind) => kind switch
    {
        BlockKind.Sleep => "time to pass",
        BlockKind.Wait => "another thread",
        BlockKind.Task => "a task",
        BlockKind.Network => "the network",
        BlockKind.Database => "the database",
        BlockKind.Disk => "the disk",
        BlockKind.Process => "another process",
        BlockKind.Terminal => "somebody at the terminal",
        BlockKind.Queue => "a message queue",
        BlockKind.Stream => "a stream",
        _ => "nothing",
    };

    /// <summary>True when the type has a method of the same name with Async behind it that returns a task.</summary>
    public static bool HasAsyncTwin(this IMethodSymbol method) =>
        method.ContainingType.GetMembers(method.Name + "Async").Any(member => member is IMethodSymbol { ReturnType: var type } && type.IsTaskLike());
}
