using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Code that a constant keeps from running: one of the program, or one that the caller passes for a flag.</summary>
internal static class UntakenBranches
{
    /// <summary>True when <paramref name="operation"/> stands where its function does not get in a call with these arguments.</summary>
    public static bool Hold(IOperation operation, ImmutableArray<IArgumentOperation> arguments)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            switch (around)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && ValueOf(choice.Condition, arguments) is { } answer:
                    if (answer != ReferenceEquals(choice.WhenTrue, child))
                        return true;
                    break;

                // if (!flag) return;
                case IBlockOperation block:
                    foreach (var statement in block.Operations)
                    {
                        if (ReferenceEquals(statement, child))
                            break;
                        if (statement is IConditionalOperation { WhenFalse: null } guard && guard.WhenTrue.EndsInReturn() && ValueOf(guard.Condition, arguments) == true)
                            return true;
                    }

                    break;
            }

            child = around;
        }

        return false;
    }

    private static bool? ValueOf(IOperation condition, ImmutableArray<IArgumentOperation> arguments)
    {
        condition = condition.Unwrapped();
        switch (condition)
        {
            case { ConstantValue: { HasValue: true, Value: bool constant } }:
                return constant;

            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return !ValueOf(operand, arguments);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd }:
                return condition.Terms(BinaryOperatorKind.ConditionalAnd).Any(term => ValueOf(term, arguments) == false) ? false : null;

            case IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } flag }:
                foreach (var argument in arguments)
                {
                    if (argument.Parameter is { } given && given.Ordinal == flag.Ordinal && given.Name == flag.Name && argument.Value.ConstantValue is { HasValue: true, Value: bool passed })
                        return passed;
                }

                return null;

            default:
                return null;
        }
    }
}
