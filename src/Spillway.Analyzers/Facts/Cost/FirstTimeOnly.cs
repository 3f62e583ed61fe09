using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Code that fills a field once: <c>_text ??= Load()</c>, <c>if (_text is null) _text = Load();</c>.</summary>
internal static class FirstTimeOnly
{
    public static bool Is(IOperation operation)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            switch (around)
            {
                case ICoalesceAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } fill when ReferenceEquals(fill.Value, child):
                    return true;

                case IConditionalOperation choice when ReferenceEquals(choice.WhenTrue, child) && AsksForNothing(choice.Condition):
                    return true;

                // if (_text is not null) return _text;
                case IBlockOperation block when block.ChoicesBefore(child).Any(guard => guard.WhenFalse is null && AsksForSomething(guard.Condition) && guard.WhenTrue.EndsInReturn()):
                    return true;
            }

            child = around;
        }

        return false;
    }

    private static bool AsksForNothing(IOperation condition) => condition.Unwrapped() switch
    {
        IIsPatternOperation { Value: var value, Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } => IsField(value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, LeftOperand: var left, RightOperand: var right } => IsField(left) && right.IsNull(),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var flag } => flag.Unwrapped() is IFieldReferenceOperation { Type.SpecialType: SpecialType.System_Boolean },
        _ => false,
    };

    private static bool AsksForSomething(IOperation condition) => condition.Unwrapped() switch
    {
        IIsPatternOperation { Value: var value, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } } => IsField(value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, LeftOperand: var left, RightOperand: var right } => IsField(left) && right.IsNull(),
        IFieldReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } => true,
        _ => false,
    };

    private static bool IsField(IOperation value) => value.Unwrapped() is IFieldReferenceOperation;
}
