using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Rules;

/// <summary>A loop asks the database for one item after another, through one context or connection that cannot answer two at a time.</summary>
public sealed class QueryPerItem : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1004",
        title: "Query per item",
        message: "'{0}' goes to the database once for each '{1}', always through '{2}': {3}",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Warning,
        description: "Every item costs a round trip (N+1). The queries cannot overlap on one context or connection; one query for all keys takes one round trip.");

    /// <summary>Creates the rule.</summary>
    public QueryPerItem()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var call in method.RepeatedCalls)
        {
            if (!call.IsKeyed || call.Kind == DatabaseCallKind.Save || QueryWeight.Of(call, method) is not (var gain and not Gain.None))
                continue;

            var door = gain == Gain.Small ? findings.As(DiagnosticSeverity.Info) : findings;
            door.Report(
                call.Operation.Syntax.GetLocation(),
                call.Because,
                BatchLookup.Of(call, method)?.Rewrite,
                call.Name,
                call.Item,
                call.Through,
                Advice(call));
        }
    }

    private static string Advice(RepeatedCall call) => call switch
    {
        { Direct: null } => $"let '{call.Name}' take all keys, or load them through a BatchLoader",
        { Kind: DatabaseCallKind.Navigation } => "Include loads what belongs to all of them in one query",
        { Kind: DatabaseCallKind.Command, Direct.IsText: false } => "one command with Contains changes them all",
        { Direct.IsText: true } => "one statement with IN or ANY takes all keys",
        { IsOfTasks: true, Direct.Counts: true } => "tasks that ask it at the same time fail, one query with GroupBy counts for all of them",
        { IsOfTasks: true } => "tasks that ask it at the same time fail, one query with Contains finds them all",
        { Direct.Counts: true } => "one query with GroupBy counts for all of them",
        _ => "one query with Contains finds them all",
    };
}
