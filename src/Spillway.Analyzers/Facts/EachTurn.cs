using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Does something happen once in every turn of a loop, or only in some, or several times in one?</summary>
internal static class EachTurn
{
    /// <summary>True for what no choice, handler or inner loop stands around. A turn that is cut short may still go without it.</summary>
    public static bool Has(IOperation operation, ILoopOperation loop) => Has(operation, loop, mayBeCut: true);

    /// <summary>True for what a turn does also when it skips its rest, or fails and the loop goes on: what is left standing would be tried again.</summary>
    public static bool AlwaysHas(IOperation operation, ILoopOperation loop) =>
        Has(operation, loop, mayBeCut: false)
        && !loop.Body.OwnOperations().OfType<IBranchOperation>().Any(branch => branch.Syntax.SpanStart < operation.Syntax.SpanStart
            && (branch.BranchKind == BranchKind.GoTo || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel)));

    private static bool Has(IOperation operation, ILoopOperation loop, bool mayBeCut)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (ReferenceEquals(around, loop))
                return true;
            if (!around.EvaluatesOnce(child) || (!mayBeCut && around is ITryOperation { Catches.IsEmpty: false } attempt && ReferenceEquals(attempt.Body, child)))
                return false;
            child = around;
        }

        return false;
    }
}
