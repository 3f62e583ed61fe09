using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Async code becomes a delegate that returns nothing, so that nobody knows when it ends.</summary>
public sealed class AsyncDelegateAsVoid : Rule
{
    // The version of .NET that has PeriodicTimer and Parallel.ForEachAsync.
    private const int WaitsForTicks = 6;

    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2007",
        title: "Async delegate as void",
        message: "The async {0} given to '{1}' returns at its first await: {2}",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Warning,
        description: "A delegate that returns nothing has no task to wait for. Use a form that takes asynchronous delegates.",
        yieldsTo: new[] { "AsyncFixer03", "VSTHRD101" });

    /// <summary>Creates the rule.</summary>
    public AsyncDelegateAsVoid()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var given in method.AsyncDelegates)
        {
            var rewrite = ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, "task").Add("limit", given.Limit).Add("waits", OlderTargets.AreBefore(WaitsForTicks, method.Model) ? "false" : "true");
            var door = given.IsSeen ? findings.As(DiagnosticSeverity.Info) : findings;
            (given.IsLambda ? door : door.YieldingOnlyTo()).Report(given.Marked, given.Because, rewrite, given.What, given.Taker, given.Consequence);
        }
    }
}
