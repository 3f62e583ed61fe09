using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A thread waits for a task, though the code around could await it.</summary>
public sealed class BlockingOnTask : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2001",
        title: "Blocking on a task",
        message: "'{0}' blocks the thread until '{1}' is complete, {2}",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Warning,
        description: "The thread does nothing while it waits, and may be the one that the task needs. Await the task.",
        yieldsTo: new[] { "AsyncFixer02", "CA1849", "MA0042", "S4462", "VSTHRD002", "VSTHRD103" });

    /// <summary>Creates the rule.</summary>
    public BlockingOnTask()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var wait in method.TaskWaits)
        {
            var door = WaitWeight.IsSmall(wait, method) ? findings.As(DiagnosticSeverity.Info) : findings;
            door.YieldingOnlyTo(wait.Reason.Others).Report(wait.Name.GetLocation(), wait.Reason.Because, wait.RewriteFor(method), wait.Name.ToString(), wait.Task, wait.Reason.Text);
        }
    }
}
