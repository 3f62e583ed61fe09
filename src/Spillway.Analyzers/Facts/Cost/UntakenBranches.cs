using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Code that does not run: a constant of the program keeps it from that, one that the caller passes for a flag, or a member that the caller leaves empty.</summary>
internal static class UntakenBranches
{
    /// <summary>True when <paramref name="operation"/> stands where its function does not get, whoever calls it.</summary>
    public static bool Hold(IOperation operation) => Hold(operation, _ => null);

    /// <summary>What <paramref name="arguments"/> pass for a parameter; where that is a parameter of the caller, what <paramref name="passed"/> says of it.</summary>
    public static Func<IParameterSymbol, IOperation?> Passing(ImmutableArray<IArgumentOperation> arguments, Func<IParameterSymbol, IOperation?> passed) => parameter =>
    {
        foreach (var argument in arguments)
        {
            // Names tell a parameter of an inner function from one of the function that is called.
            if (argument.Parameter is { } given && given.Ordinal == parameter.Ordinal && given.Name == parameter.Name)
                return argument.Value.Unwrapped() is IParameterReferenceOperation { Parameter: var handedOn } ? passed(handedOn) : argument.Value;
        }

        return null;
    };

    /// <summary>True when <paramref name="operation"/> stands where its function does not get in a call that passes such values.</summary>
    public static bool Hold(IOperation operation, Func<IParameterSymbol, IOperation?> passed)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            switch (around)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && ValueOf(choice.Condition, passed) is { } answer:
                    if (answer != ReferenceEquals(choice.WhenTrue, child))
                        return true;
                    break;

                // if (!flag) return;
                case IBlockOperation block when block.ChoicesBefore(child).Any(guard => guard.WhenFalse is null && guard.WhenTrue.EndsInReturn() && ValueOf(guard.Condition, passed) == true):
                    return true;
            }

            child = around;
        }

        return false;
    }

    private static bool? ValueOf(IOperation condition, Func<IParameterSymbol, IOperation?> passed)
    {
        condition = condition.Unwrapped();
        switch (condition)
        {
            case { ConstantValue: { HasValue: true, Value: bool constant } }:
                return constant;

            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return !ValueOf(operand, passed);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd }:
                return condition.Terms(BinaryOperatorKind.ConditionalAnd).Any(term => ValueOf(term, passed) == false) ? false : null;

            case IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } flag }:
                return passed(flag)?.ConstantValue is { HasValue: true, Value: bool value } ? value : null;

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, LeftOperand: var member, RightOperand: var nothing } comparison when nothing.IsNull():
                return IsLeftEmpty(member, passed) ? comparison.OperatorKind == BinaryOperatorKind.Equals : null;

            case IIsPatternOperation { Value: var member, Pattern: IConstantPatternOperation { Value: var nothing } } when nothing.IsNull():
                return IsLeftEmpty(member, passed) ? true : null;

            case IIsPatternOperation { Value: var member, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var nothing } } } when nothing.IsNull():
                return IsLeftEmpty(member, passed) ? false : null;

            default:
                return null;
        }
    }

    /// <summary>True for a property of an object that the caller makes for this call, and that neither its initialiser nor its constructor sets.</summary>
    private static bool IsLeftEmpty(IOperation member, Func<IParameterSymbol, IOperation?> passed)
    {
        if (member.Unwrapped() is not IPropertyReferenceOperation { Property: { SetMethod: not null, Type.IsReferenceType: true } property, Instance: { } holder }
            || holder.Unwrapped() is not IParameterReferenceOperation { Parameter: var parameter }
            || passed(parameter)?.Unwrapped() is not IObjectCreationOperation { Constructor: { } constructor } creation
            || !SymbolEqualityComparer.Default.Equals(creation.Type, property.ContainingType) || !property.IsAutoProperty())
        {
            return false;
        }

        var isSet = creation.Initializer?.Initializers.Any(i => i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var set } } && SymbolEqualityComparer.Default.Equals(set, property)) == true
            || property.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is PropertyDeclarationSyntax { Initializer: not null });

        // What a constructor calls may set it as well.
        return !isSet && constructor.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is ConstructorDeclarationSyntax { Initializer: null } declared
            && !declared.DescendantNodes().Any(node => node is InvocationExpressionSyntax { Expression: SimpleNameSyntax } || node is IdentifierNameSyntax { Identifier.ValueText: var name } && name == property.Name));
    }
}
