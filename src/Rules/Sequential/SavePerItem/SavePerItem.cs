using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Rules;

/// <summary>A loop saves a context after every item, though the context would send the changes of all items together.</summary>
public sealed class SavePerItem : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1005",
        title: "Save per item",
        message: "'{0}' saves '{1}' once for each '{2}': one save after the loop sends all changes together",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Warning,
        description: "Every save is a round trip and a transaction of its own, and looks through everything that the context tracks. One save sends the changes of all items in a few batches.");

    /// <summary>Creates the rule.</summary>
    public SavePerItem()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var call in method.RepeatedCalls)
        {
            if (SaveLoop.Of(call, method) is { } save)
                findings.Report(call.Operation.Syntax.GetLocation(), call.Because, save.Rewrite, call.Name, call.Through, call.Iteration.Item);
        }
    }
}
