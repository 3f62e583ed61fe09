using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A method fans out over itself: what bounds one level multiplies with the next.</summary>
public sealed class RecursiveFanOut : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW3006",
        title: "Recursive fan-out",
        message: "'{0}' fans out over itself: each level multiplies how many operations run at once",
        family: Family.FanOut,
        severity: DiagnosticSeverity.Warning,
        description: "Use a work queue with a fixed number of workers, or one ConcurrencyGate around the operations at the leaves.");

    /// <summary>Creates the rule.</summary>
    public RecursiveFanOut()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var fanOut in method.RecursiveFanOuts)
            findings.Report(FanOut.Called(fanOut.Call), fanOut.Because, rewrite: null, fanOut.Method.Name);
    }
}
