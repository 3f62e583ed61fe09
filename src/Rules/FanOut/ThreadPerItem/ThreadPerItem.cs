using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A thread is created for each item, connection, request, message or tick.</summary>
public sealed class ThreadPerItem : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW3003",
        title: "Thread per item",
        message: "A 'Thread' is created {0}",
        family: Family.FanOut,
        severity: DiagnosticSeverity.Warning,
        description: "A thread costs its stack and a share of the scheduler, and nothing bounds how many there are. Await the work, or give it to a TaskGroup or a ComputePool with a limit.");

    /// <summary>Creates the rule.</summary>
    public ThreadPerItem()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var thread in method.NewThreads)
            (thread.IsFar ? findings.As(DiagnosticSeverity.Info) : findings).Report(thread.Creation.Syntax.GetLocation(), new[] { thread.Because }, thread.RewriteFor(method), thread.Often);
    }
}
