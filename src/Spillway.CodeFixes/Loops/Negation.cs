using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Loops;

/// <summary>Writes the opposite of a condition as a person would.</summary>
internal static class Negation
{
    public static string Of(ExpressionSyntax condition, SemanticModel model)
    {
        switch (condition)
        {
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand }:
                return operand.ToString();

            case BinaryExpressionSyntax binary when Opposite(binary, model) is { } opposite:
                return $"{binary.Left} {opposite} {binary.Right}";

            case IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax:
                return $"!{condition}";

            default:
                return $"!({condition})";
        }
    }

    private static string? Opposite(BinaryExpressionSyntax binary, SemanticModel model)
    {
        switch (binary.Kind())
        {
            case SyntaxKind.EqualsExpression when !IsOverloaded(binary, model):
                return "!=";
            case SyntaxKind.NotEqualsExpression when !IsOverloaded(binary, model):
                return "==";
        }

        // Only for whole numbers is "not less" the same as "greater or equal": null and NaN are neither.
        if (!IsWhole(binary.Left, model) || !IsWhole(binary.Right, model))
            return null;

        return binary.Kind() switch
        {
            SyntaxKind.LessThanExpression => ">=",
            SyntaxKind.LessThanOrEqualExpression => ">",
            SyntaxKind.GreaterThanExpression => "<=",
            SyntaxKind.GreaterThanOrEqualExpression => "<",
            _ => null,
        };
    }

    private static bool IsOverloaded(BinaryExpressionSyntax binary, SemanticModel model) =>
        model.GetSymbolInfo(binary).Symbol is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator, ContainingType.SpecialType: SpecialType.None };

    private static bool IsWhole(ExpressionSyntax operand, SemanticModel model) =>
        model.GetTypeInfo(operand).Type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
}
