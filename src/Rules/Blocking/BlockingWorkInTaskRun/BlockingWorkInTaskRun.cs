using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A server wraps a call that waits in Task.Run: another thread of the same pool waits instead.</summary>
public sealed class BlockingWorkInTaskRun : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2005",
        title: "Blocking work in Task.Run",
        message: "'{0}' moves the wait of '{1}' for {2} to another thread of the same pool; its asynchronous form needs no thread",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Info,
        description: "In a server every thread of the pool serves requests, so nothing is won. Await the asynchronous form.");

    /// <summary>Creates the rule.</summary>
    public BlockingWorkInTaskRun()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        if (!method.IsServerCode)
            return;

        foreach (var work in method.HandedWork)
        {
            if (work is { To: HandedTo.PoolTask, HasOwnThread: false, IsAwaited: true, Endless: null, Cost: { ComputesHeavily: false, Blocking: { HasAsyncForm: true, IsAvoidable: true, IsDetail: false, Computes: false } wait } })
                findings.Report(work.NameLocation, wait.Path, work.RewriteAsAwait(), work.Name, wait.Name, wait.Kind.Words());
        }
    }
}
