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
        var old = key.Declares ? key.Value! : new Names(key.Call).New("old");
        if (Inside(present) is not { Count: 1 } there || Updated(key, there[0], old) is not { } updated)
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

        return (Replace(test, test, $"{key.Dictionary}.AddOrUpdate({key.Key}, {first}, ({key.Unused(SyntaxFactory.ParseExpression(updated))}, {old}) => {updated});"), "AddOrUpdate");
    }

    /// <summary>The same where nobody asked first: <c>counts[word]++</c>.</summary>
    public static (IReadOnlyList<TextChange> Changes, string Method)? WriteOwn(SyntaxNode node, SemanticModel model)
    {
        if (node is not ElementAccessExpressionSyntax { Expression: var dictionary, ArgumentList.Arguments: { Count: 1 } arguments } element || element.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { ContainsDirectives: false } statement
            || model.GetTypeInfo(dictionary).Type is not INamedTypeSymbol { TypeArguments: { Length: 2 } types } || !IsAgainTheSame(dictionary) || !IsAgainTheSame(arguments[0].Expression))
        {
            return null;
        }

        var key = new CheckedKey(element, dictionary, arguments[0].Expression, null, null, false, types[1]);
        var old = new Names(element).New("old");
        if (Updated(key, statement, old) is not { } updated || !Capture.IsPossible(new SyntaxNode[] { statement.Expression }, model))
            return null;

        // What was put in just before, if it was missing, is what a missing key starts from.
        if (statement.Parent is BlockSyntax block && block.Statements.IndexOf(statement) is > 0 and var at && block.Statements[at - 1] is { ContainsDirectives: false } before && Started(key, before, model) is { } start && Updated(key, statement, start) is { } first
            && !Comments.AreIn(before))
        {
            return (Replace(before, statement, $"{dictionary}.AddOrUpdate({key.Key}, {Summed(first)}, ({key.Unused(SyntaxFactory.ParseExpression(updated))}, {old}) => {updated});"), "AddOrUpdate");
        }

        if (Refused(key, statement) is var (test, added) && key.Factory(added, model) is { } factory)
            return (Replace(test, test, $"{dictionary}.AddOrUpdate({key.Key}, {factory}, ({key.Unused(SyntaxFactory.ParseExpression(updated))}, {old}) => {updated});"), "AddOrUpdate");
        if (!IsPlain(key.ValueType))
            return null;

        // A key that is missing is still an error.
        var place = new LoopPlace(statement);
        return (Replace(statement, statement, $"for (var {old} = {element}; !{dictionary}.TryUpdate({key.Key}, {updated}, {old}); {old} = {element}){place.NewLine}{place.Indent}{{{place.NewLine}{place.Indent}}}"), "TryUpdate");
    }

    private static bool IsAgainTheSame(ExpressionSyntax expression) =>
        !expression.DescendantNodesAndSelf().Any(n => n is InvocationExpressionSyntax or ObjectCreationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or ThrowExpressionSyntax
            || n.IsKind(SyntaxKind.PreIncrementExpression) || n.IsKind(SyntaxKind.PreDecrementExpression));

    /// <summary>The number that the statement before puts in for a missing key.</summary>
    private static string? Started(CheckedKey key, StatementSyntax before, SemanticModel model) =>
        before is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } call } && (key.IsCall(call, "TryAdd") || key.IsCall(call, "GetOrAdd"))
        && arguments[1].Expression is LiteralExpressionSyntax literal && IsAtHand(literal, model) && IsPlain(key.ValueType) ? literal.ToString() : null;

    /// <summary><c>if (!map.TryAdd(key, 1)) map[key]++;</c></summary>
    private static (IfStatementSyntax Test, ExpressionSyntax Added)? Refused(CheckedKey key, StatementSyntax statement)
    {
        var around = statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent;
        return around is IfStatementSyntax { Else: null, ContainsDirectives: false, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } call } } test && key.IsCall(call, "TryAdd")
            ? (test, arguments[1].Expression) : null;
    }

    private static string Summed(string sum) =>
        sum.Split(' ') is { Length: 3 } parts && int.TryParse(parts[0], out var left) && int.TryParse(parts[2], out var right) && left < short.MaxValue && right < short.MaxValue
            ? (parts[1] == "+" ? left + right : left - right).ToString(System.Globalization.CultureInfo.InvariantCulture) : sum;

    /// <summary>The new value, made of the one that is called <paramref name="old"/>.</summary>
    private static string? Updated(CheckedKey key, StatementSyntax statement, string old)
    {
        if (statement is not ExpressionStatementSyntax { Expression: var expression })
            return null;

        switch (expression)
        {
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var left, Right: var right } when key.IsElement(left):
                if (right.DescendantNodesAndSelf().Any(n => n is AnonymousFunctionExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax))
                    return null;
                var uses = right.DescendantNodesAndSelf().Where(n => key.IsElement(n) || n is IdentifierNameSyntax name && name.Identifier.ValueText == key.Value);
                return right.ReplaceNodes(uses, (n, _) => SyntaxFactory.ParseExpression(old).WithTriviaFrom(n)).ToString();

            case PostfixUnaryExpressionSyntax { Operand: var operand } step when key.IsElement(operand) && IsPlain(key.ValueType):
                return $"{old} {(step.IsKind(SyntaxKind.PostIncrementExpression) ? "+" : "-")} 1";
            case PrefixUnaryExpressionSyntax { Operand: var operand } step when key.IsElement(operand) && IsPlain(key.ValueType):
                return $"{old} {(step.IsKind(SyntaxKind.PreIncrementExpression) ? "+" : "-")} 1";

            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression, Left: var left, Right: var right } change when key.IsElement(left) && IsPlain(key.ValueType):
                var operand2 = right is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax ? right.ToString() : $"({right})";
                return right.DescendantNodesAndSelf().OfType<AwaitExpressionSyntax>().Any() ? null : $"{old} {(change.IsKind(SyntaxKind.AddAssignmentExpression) ? "+" : "-")} {operand2}";
            default:
                return null;
        }
    }

    /// <summary>Values that arithmetic leaves in their type, and that are equal when they are the same.</summary>
    private static bool IsPlain(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Decimal or SpecialType.System_String;
}
