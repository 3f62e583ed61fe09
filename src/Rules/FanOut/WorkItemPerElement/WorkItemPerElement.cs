using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>The thread pool gets one item of work for each item of data, and everything else in the process queues behind them.</summary>
public sealed class WorkItemPerElement : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW3002",
        title: "Work item per element",
        message: "'{0}' queues one item of work for each element, and how many there are comes from {1}",
        family: Family.FanOut,
        severity: DiagnosticSeverity.Warning,
        description: "Work that computes belongs into a parallel loop, which keeps as many threads busy as there are processors; work that waits needs no thread at all.");

    /// <summary>Creates the rule.</summary>
    public WorkItemPerElement()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var fanOut in method.FanOuts)
        {
            if (fanOut is { IsUnbounded: true, Work: { Kind: WorkKind.Offloaded, Offload: { } offload } })
                findings.Report(FanOut.Called(offload), fanOut.Because, fanOut.RewriteFor(method), fanOut.Work.Name, fanOut.Count.Source);
        }
    }
}
