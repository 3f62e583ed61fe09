using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Operations run in batches, and every batch waits for its slowest before the next one starts.</summary>
public sealed class BatchBarrier : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1008",
        title: "Batch barrier",
        message: "Each batch waits for its slowest '{0}' before the next batch starts",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Info,
        description: "Towards the end of each batch most of its places are empty. A sliding bound of the same size starts the next operation as soon as one completes.");

    private static readonly ImmutableDictionary<string, string?> Sliding = ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, "sliding");

    /// <summary>Creates the rule.</summary>
    public BatchBarrier()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var loop in method.BatchLoops)
            findings.Report(loop.Wait.Syntax.GetLocation(), loop.Because, Sliding, loop.StartName);
    }
}
