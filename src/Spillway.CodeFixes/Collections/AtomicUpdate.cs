using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;
using static Spillway.CodeFixes.Collections.CheckedKey;

namespace Spillway.CodeFixes.Collections;

/// <summary>Computes a new value from the old one in one step, or again where another thread was faster.</summary>
internal static class AtomicUpdate
{
    /// <summary><c>AddOrUpdate</c> for both answers, or a loop over <c>TryUpdate</c> for one; null where the statements do more.</summary>
    public static (IReadOnlyList<TextChange> Changes, string Method)? Write(CheckedKey key, SemanticModel model)
    {
        if (key.Test is not { } test || test.ContainsDirectives || key.Value is { } value && IsUsedAfter(test, value))
            return null;

        var (present, absent) = key.IsNegated ? (test.Else?.Statement, test.Statement) : (test.Statement, test.Else?.Statement);
        if (Inside(present) is not { Count: 1 } there || Updated(key, there[0]) is not var (updated, old))
            return null;

        if (absent is null)
        {
            // Whether the value is still the same is for its equality to say.
            if (!key.Declares || key.IsNegated || old != key.Value || !IsPlain(key.ValueType))
                return null;

            var place = new LoopPlace(test);
            return (Replace(test, test, $"while ({key.Call} && !{key.Dictionary}.TryUpdate({key.Key}, {updated}, {old})){place.NewLine}{place.Indent}{{{place.NewLine}{place.Indent}}}"), "TryUpdate");
        }

        if (Inside(absent) is not { Count: 1 } missing || key.SetBy(missing[0]) is not { } added || key.Factory(added, model) is not { } first)
            return null;

        return (Replace(test, test, $"{key.Dictionary}.AddOrUpdate({key.Key}, {first}, (_, {old}) => {updated});"), "AddOrUpdate");
    }

    /// <summary>The new value, and the name by which it knows the old one.</summary>
    private static (string Updated, string Old)? Updated(CheckedKey key, StatementSyntax statement)
    {
        if (statement is not ExpressionStatementSyntax { Expression: var expression })
            return null;

        var old = key.Declares ? key.Value! : new Names(key.Call).New("old");
        switch (expression)
        {
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var left, Right: var right } when key.IsElement(left):
                if (right.DescendantNodesAndSelf().Any(n => n is AnonymousFunctionExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax))
                    return null;
                var uses = right.DescendantNodesAndSelf().Where(n => key.IsElement(n) || n is IdentifierNameSyntax name && name.Identifier.ValueText == key.Value);
                return (right.ReplaceNodes(uses, (n, _) => SyntaxFactory.IdentifierName(old).WithTriviaFrom(n)).ToString(), old);

            case PostfixUnaryExpressionSyntax { Operand: var operand } step when key.IsElement(operand) && IsPlain(key.ValueType):
                return ($"{old} {(step.IsKind(SyntaxKind.PostIncrementExpression) ? "+" : "-")} 1", old);
            case PrefixUnaryExpressionSyntax { Operand: var operand } step when key.IsElement(operand) && IsPlain(key.ValueType):
                return ($"{old} {(step.IsKind(SyntaxKind.PreIncrementExpression) ? "+" : "-")} 1", old);

            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression, Left: var left, Right: var right } change when key.IsElement(left) && IsPlain(key.ValueType):
                var operand2 = right is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax ? right.ToString() : $"({right})";
                return ($"{old} {(change.IsKind(SyntaxKind.AddAssignmentExpression) ? "+" : "-")} {operand2}", old);
            default:
                return null;
        }
    }

    /// <summary>Values that arithmetic leaves in their type, and that are equal when they are the same.</summary>
    private static bool IsPlain(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Decimal or SpecialType.System_String;
}
