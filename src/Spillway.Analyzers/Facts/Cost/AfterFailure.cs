using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Waits that code gets to only when something has failed: in a handler, and while what is thrown is made. They are rare, and late anyway.</summary>
internal static class AfterFailure
{
    public static bool Is(Burden wait, ConcurrencyModel model) =>
        wait.Path.Any(step => model.OperationAt(step.Location)?.OwnAncestors().Any(around => around is ICatchClauseOperation or IThrowOperation) == true);
}
