using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>An async method has no task, so that its callers know neither when it ends nor how.</summary>
public sealed class AsyncVoidMethod : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2010",
        title: "Async void method",
        message: "'{0}' is async and returns nothing, though it handles no event: its callers cannot wait for it, and a failure in it ends the process",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Warning,
        description: "Return a task, so that callers can wait for the end and see a failure.",
        yieldsTo: new[] { "AsyncFixer03", "S3168", "VSTHRD100" });

    private static readonly ImmutableDictionary<string, string?> ByTask =
        ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, "task");

    /// <summary>Creates the rule.</summary>
    public AsyncVoidMethod()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        if (method.AsyncVoid is { } found)
            findings.Report(found.Marked, found.Because, ByTask, found.Name);
    }
}
