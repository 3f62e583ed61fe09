using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A method that calls itself more than once with a number one smaller or larger, and all else unchanged: its work multiplies with every
/// step. Walking a tree is no such recursion: there each call gets a part of its own.
/// </summary>
internal static class Recursion
{
    public const string Prefix = "recursion of ";

    public static Burden? In(IMethodSymbol method, IOperation body, ConcurrencyModel model)
    {
        var calls = body.OwnOperations().OfType<IInvocationOperation>()
            .Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition) && IsStep(call))
            .ToList();
        if (calls.Count == 0 || Remembers(body))
            return null;

        var multiplies = calls.Count > 1 && !AreAlternatives(calls[0], calls[1])
            || calls[0].OwnAncestors().Any(around => around is ILoopOperation loop && Origin.OfIterations(loop, model).Kind is OriginKind.Data or OriginKind.Unknown);
        return multiplies
            ? new Burden(BlockKind.None, Prefix + method.Name, ImmutableArray.Create(Witness.At(calls[0], "this multiplies with every step")))
            : null;
    }

    /// <summary>Each argument is the parameter itself, or a number that is a constant away from it.</summary>
    private static bool IsStep(IInvocationOperation call)
    {
        var steps = 0;
        foreach (var argument in call.Arguments)
        {
            switch (argument.Value.Unwrapped())
            {
                case IParameterReferenceOperation:
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract or BinaryOperatorKind.Add, LeftOperand: var from, RightOperand.ConstantValue.HasValue: true }
                    when from.Unwrapped() is IParameterReferenceOperation { Parameter.Type.SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 }:
                    steps++;
                    break;
                default:
                    return false;
            }
        }

        return steps > 0;
    }

    /// <summary>True when at most one of two calls runs.</summary>
    private static bool AreAlternatives(IOperation first, IOperation second) =>
        first.OwnAncestors().OfType<IConditionalOperation>().Any(choice =>
            choice.WhenFalse is not null
            && (Contains(choice.WhenTrue, first) && Contains(choice.WhenFalse, second) || Contains(choice.WhenFalse, first) && Contains(choice.WhenTrue, second)))
        || first.OwnAncestors().Any(around => around is IReturnOperation) && !first.OwnAncestors().OfType<IReturnOperation>().First().Syntax.Span.Contains(second.Syntax.Span);

    private static bool Contains(IOperation around, IOperation inner) => around.Syntax.Span.Contains(inner.Syntax.Span);

    /// <summary>What was computed before is looked up.</summary>
    private static bool Remembers(IOperation body) =>
        body.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" or "GetOrAdd" }
            || (o is IPropertyReferenceOperation { Property.IsIndexer: true } or IArrayElementReferenceOperation) && o.OwnAncestors().Any(a => a is IConditionalOperation choice && Contains(choice.Condition, o)));
}
