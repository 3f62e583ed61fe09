using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Asynchronous code makes a call that keeps its thread until something outside has happened.</summary>
public sealed class BlockingCallInAsyncCode : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2002",
        title: "Blocking call in async code",
        message: "'{0}' keeps its thread while it waits for {1}, in async code",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Warning,
        description: "The thread could serve others meanwhile. Await the asynchronous form of the call.",
        yieldsTo: new[] { "AsyncFixer02", "CA1849", "MA0042", "S6966", "VSTHRD103" });

    /// <summary>Creates the rule.</summary>
    public BlockingCallInAsyncCode()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        if (!method.PromisesTask)
            return;

        foreach (var call in method.Calls)
        {
            if (call.Cost.Blocking is not { IsDirect: true, IsAvoidable: true, Kind: not BlockKind.Task } wait || method.MustBlockAt(call) || SmallGains.AreNone(call, wait, method))
                continue;

            var door = SmallGains.At(call, wait, method) ? findings.As(DiagnosticSeverity.Info) : findings;
            door.YieldingOnlyTo(method.OthersReport(call)).Report(
                call.Location,
                ImmutableArray.Create(method.AsEvidence(method.IsAsync ? "this is async" : "this promises a task")),
                method.RewriteAsAwait(call, wait),
                call.Name,
                wait.Kind.Words());
        }
    }
}
