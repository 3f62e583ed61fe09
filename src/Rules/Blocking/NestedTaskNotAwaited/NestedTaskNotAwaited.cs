using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Asynchronous work is started in a task that is complete before the work is, and only that task is looked at.</summary>
public sealed class NestedTaskNotAwaited : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2008",
        title: "Nested task not awaited",
        message: "The task that '{0}' returns is complete at the first await of {1}: {2}",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Warning,
        description: "The result of the task is another task, in which the work goes on. Use Task.Run, or Unwrap.",
        yieldsTo: new[] { "AsyncFixer05" });

    private static readonly ImmutableDictionary<string, string?> ByInnerTask =
        ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, "inner");

    /// <summary>Creates the rule.</summary>
    public NestedTaskNotAwaited()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var nested in method.NestedTasks)
        {
            var door = nested.IsUnasked ? findings.As(DiagnosticSeverity.Info) : findings;
            door.Report(nested.Marked, nested.Because, ByInnerTask, nested.Starter, nested.Work, nested.Use);
        }
    }
}
