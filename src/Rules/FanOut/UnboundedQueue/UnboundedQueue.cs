using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A queue takes whatever is written to it: where the readers fall behind, memory is the bound.</summary>
public sealed class UnboundedQueue : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW3005",
        title: "Unbounded queue",
        message: "Nothing bounds what waits in '{0}'{1}",
        family: Family.FanOut,
        severity: DiagnosticSeverity.Info,
        description: "A bounded queue makes its writers wait when the readers fall behind. A warning where a loop over data or a framework decides how much is written.");

    /// <summary>Creates the rule.</summary>
    public UnboundedQueue()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var queue in method.UnboundedQueues)
        {
            var flood = queue.Flood is null ? "" : $": {queue.Often}";
            findings.As(queue.Flood is null || queue.IsOfNotices ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning)
                .Report(FanOut.Called(queue.Creation), queue.Because, queue.Rewrite, queue.Name, flood);
        }
    }
}
