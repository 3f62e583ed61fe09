using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>Asks a concurrent dictionary for what can be had without all its locks.</summary>
internal static class LockFreeQuery
{
    /// <summary>The changes at <paramref name="use"/>, or null where its place does not allow them.</summary>
    public static (IReadOnlyList<TextChange> Changes, bool NeedsLinq)? Write(ExpressionSyntax use, string form, SemanticModel model) => form switch
    {
        "empty" => IsEmpty(use),
        "contains" => ContainsKey(use),
        "pairs" => Pairs(use, model),
        "select" => Select(use, model),
        _ => null,
    };

    /// <summary>The dictionary with the dot behind it; nothing inside of a class that is one.</summary>
    private static string? Owner(ExpressionSyntax use) => use switch
    {
        InvocationExpressionSyntax { Expression: var called } => Owner(called),
        MemberAccessExpressionSyntax { Expression: var dictionary, OperatorToken: var dot } => dictionary.ToString() + dot.Text,
        IdentifierNameSyntax => "",
        _ => null,
    };

    private static (IReadOnlyList<TextChange>, bool)? IsEmpty(ExpressionSyntax use)
    {
        if (Owner(use) is not { } owner)
            return null;

        var count = use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" } member && member.Expression == use ? member : use;
        if (count.Parent is InvocationExpressionSyntax counting && counting.Expression == count)
            count = counting;

        // A number is compared with nothing, 'Any()' answers itself: what else stands beside either stays.
        var isNumber = Name(count) != "Any";
        var (whole, isEmpty) = count.Parent switch
        {
            BinaryExpressionSyntax binary when isNumber => ((ExpressionSyntax)binary, AsksForNothing(binary, count)),
            IsPatternExpressionSyntax pattern when isNumber => (pattern, true),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => (not, true),
            _ => (count, false),
        };
        if (whole.DescendantTrivia().Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && whole.Span.Contains(t.Span)))
            return null;
        return (new[] { new TextChange(whole.Span, (isEmpty ? "" : "!") + owner + "IsEmpty") }, false);
    }

    private static string? Name(ExpressionSyntax count) => count switch
    {
        InvocationExpressionSyntax { Expression: var called } => Name(called),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => name,
        IdentifierNameSyntax { Identifier.ValueText: var name } => name,
        _ => null,
    };

    private static bool AsksForNothing(BinaryExpressionSyntax binary, ExpressionSyntax count)
    {
        var kind = binary.Kind();
        return binary.Left == count
            ? kind is SyntaxKind.EqualsExpression or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
            : kind is SyntaxKind.EqualsExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression;
    }

    private static (IReadOnlyList<TextChange>, bool)? ContainsKey(ExpressionSyntax use) =>
        Owner(use) is { } owner && use.Parent is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member && member.Expression == use
            ? (new[] { new TextChange(TextSpan.FromBounds(use.SpanStart, name.Span.End), owner + "ContainsKey") }, false)
            : null;

    private static (IReadOnlyList<TextChange>, bool)? Pairs(ExpressionSyntax use, SemanticModel model)
    {
        if (Owner(use) is not { } owner || use.Parent is not CommonForEachStatementSyntax loop || loop.Expression != use)
            return null;

        var dictionary = owner.Length == 0 ? "this" : owner.Substring(0, owner.Length - 1);
        if (use is InvocationExpressionSyntax)
            return (new[] { new TextChange(use.Span, dictionary) }, false);

        if (loop is not ForEachStatementSyntax { Type: var type, Identifier: var variable } each || use is not (MemberAccessExpressionSyntax or IdentifierNameSyntax)
            || !type.IsVar && !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(type).Type, model.GetForEachStatementInfo(each).ElementType))
        {
            return null;
        }

        var isKeys = (use as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText == "Keys" || (use as IdentifierNameSyntax)?.Identifier.ValueText == "Keys";
        var parts = isKeys ? $"var ({variable.Text}, _)" : $"var (_, {variable.Text})";
        return (new[] { new TextChange(TextSpan.FromBounds(type.SpanStart, variable.Span.End), parts), new TextChange(use.Span, dictionary) }, false);
    }

    private static (IReadOnlyList<TextChange>, bool)? Select(ExpressionSyntax use, SemanticModel model)
    {
        if (use is not MemberAccessExpressionSyntax { Name.Identifier: { ValueText: var part } name })
            return null;

        // A parameter of another lambda of the same name is in nobody's way.
        var pair = model.LookupSymbols(use.SpanStart, name: "pair").IsEmpty ? "pair" : new Loops.Names(use).New("pair");
        return (new[] { new TextChange(name.Span, $"Select({pair} => {pair}.{(part == "Keys" ? "Key" : "Value")})") }, true);
    }
}
