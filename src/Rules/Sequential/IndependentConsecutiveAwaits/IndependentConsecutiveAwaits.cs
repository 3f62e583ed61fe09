using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A request waits for the one before it, though it needs nothing of it.</summary>
public sealed class IndependentConsecutiveAwaits : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1003",
        title: "Independent consecutive awaits",
        message: "'{0}' waits for '{1}', though it needs nothing of it",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Info,
        description: "The requests only read, share nothing, and none needs the result of another. Start them together; the time is then the longest wait, not the sum.");

    /// <summary>Creates the rule.</summary>
    public IndependentConsecutiveAwaits()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var siblings in method.SiblingAwaits)
        {
            var (first, second) = (siblings.Requests[0], siblings.Requests[1]);
            findings.Report(siblings.Location, siblings.Because, SiblingRewrite.Of(siblings, method), second.Name, first.Name);
        }
    }
}
