using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>One outside operation is started for every item of data at once: ten thousand items are ten thousand requests in flight.</summary>
public sealed class UnboundedFanOut : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW3001",
        title: "Unbounded fan-out",
        message: "'{0}' is started for every item at once, and how many there are comes from {1}",
        family: Family.FanOut,
        severity: DiagnosticSeverity.Warning,
        description: "Connections, memory and the service at the other end are finite. Run the operations under a bound.");

    /// <summary>Creates the rule.</summary>
    public UnboundedFanOut()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var fanOut in method.FanOuts)
        {
            if (fanOut is { IsUnbounded: true, Work.Kind: WorkKind.Io } && !method.IsRecursive(fanOut))
            {
                var door = FanOutWeight.IsSmall(fanOut, method) ? findings.As(DiagnosticSeverity.Info) : findings;
                door.Report(fanOut.Location, fanOut.Because, fanOut.RewriteFor(method), fanOut.Work.Name, fanOut.Count.Source);
            }
        }
    }
}
