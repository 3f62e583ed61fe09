using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What lies between the declaration of a variable and its use further down in the same block.</summary>
internal static class Interval
{
    /// <summary>
    /// True when <paramref name="use"/> is always reached from the declaration of <paramref name="variable"/>, and nothing on the way
    /// awaits or changes what <paramref name="value"/> reads: the value could as well be made here as there.
    /// </summary>
    public static bool IsCalm(ILocalSymbol variable, IOperation use, Effects value, MethodFacts method)
    {
        IOperation inner = use;
        foreach (var around in use.OwnAncestors())
        {
            if (around is IBlockOperation block)
            {
                var from = block.Operations.TakeWhile(statement => !Declares(statement, variable)).Count();
                var to = block.Operations.IndexOf(inner);
                if (from < block.Operations.Length)
                    return to > from && block.Operations.Skip(from + 1).Take(to - from - 1).All(statement => IsHarmless(statement, value, method));
            }

            // Under a condition the use may never come; in a loop it comes after other turns.
            if (!IsAlwaysReached(around, inner))
                return false;
            inner = around;
        }

        return false;
    }

    private static bool Declares(IOperation statement, ILocalSymbol variable) =>
        statement is IVariableDeclarationGroupOperation { Declarations: { Length: 1 } declarations }
        && declarations[0].Declarators.Any(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, variable));

    private static bool IsAlwaysReached(IOperation around, IOperation inner) => around switch
    {
        IWhileLoopOperation { ConditionIsTop: true } loop => ReferenceEquals(loop.Condition, inner),
        ITryOperation attempt => ReferenceEquals(attempt.Body, inner),
        _ => around.EvaluatesOnce(inner),
    };

    private static bool IsHarmless(IOperation statement, Effects value, MethodFacts method)
    {
        if (statement is ILocalFunctionOperation)
            return true;
        if (statement.OwnOperations().Any(o => o is IAwaitOperation or IReturnOperation or IThrowOperation or IBranchOperation or IInvalidOperation))
            return false;

        return method.Provenance.EffectsOf(statement) is { Unknown: null, Invoked.Count: 0 } effects
            && !effects.Accesses.Any(write => write.Kind is AccessKind.Write or AccessKind.PerhapsWrite or AccessKind.Confined
                && value.Accesses.Any(read => read.Kind is AccessKind.Read or AccessKind.Confined && write.Place.Touches(read.Place)));
    }
}
