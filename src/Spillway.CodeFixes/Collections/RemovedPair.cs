using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using static Spillway.CodeFixes.Collections.CheckedKey;

namespace Spillway.CodeFixes.Collections;

/// <summary>Takes a key out only as long as it has the value that was looked at: <c>map.TryRemove(new(key, value))</c>.</summary>
internal static class RemovedPair
{
    /// <summary>The changes for removals that something decides about the value that <paramref name="key"/> asked for; null where it is done with, and not only dropped.</summary>
    public static IReadOnlyList<TextChange>? Write(CheckedKey key, IEnumerable<SyntaxNode> acts, SemanticModel model)
    {
        if (key.Value is not { } value || !IsKept(key, value, model))
            return null;

        var changes = new List<TextChange>();
        foreach (var act in acts)
        {
            if (!key.IsCall(act, "TryRemove") || !IsDecided(key, value, act) || !IsForNobody(act, model))
                return null;
            changes.Add(Pair((InvocationExpressionSyntax)act, $"new({key.Key}, {value})"));
        }

        return changes.Count > 0 ? changes : null;
    }

    /// <summary>The same for a loop over all entries.</summary>
    public static IReadOnlyList<TextChange>? WriteInTurn(SyntaxNode act, SemanticModel model)
    {
        if (act is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryRemove", Expression: var dictionary }, ArgumentList.Arguments: { Count: 2 } arguments } call || !IsForNobody(call, model)
            || call.FirstAncestorOrSelf<CommonForEachStatementSyntax>(loop => SyntaxFactory.AreEquivalent(loop.Expression, dictionary)) is not { } loop)
        {
            return null;
        }

        switch (loop, arguments[0].Expression)
        {
            case (ForEachStatementSyntax { Identifier: var pair }, MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var owner }, Name.Identifier.ValueText: "Key" }) when owner == pair.ValueText:
                return new[] { Pair(call, pair.Text) };

            case (ForEachVariableStatementSyntax { Variable: DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax { Variables: { Count: 2 } variables } } }, IdentifierNameSyntax { Identifier.ValueText: var name })
                when variables[0] is SingleVariableDesignationSyntax key && variables[1] is SingleVariableDesignationSyntax value && key.Identifier.ValueText == name:
                return new[] { Pair(call, $"new({key.Identifier}, {value.Identifier})") };

            default:
                return null;
        }
    }

    private static TextChange Pair(InvocationExpressionSyntax call, string pair) => new(call.ArgumentList.Span, $"({pair})");

    /// <summary>True where nobody wants what is taken out, and the framework can take out a pair.</summary>
    private static bool IsForNobody(SyntaxNode act, SemanticModel model) =>
        act is InvocationExpressionSyntax { ArgumentList: { Arguments: { Count: 2 } arguments } list, Parent: ExpressionStatementSyntax or AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } } call && !Comments.AreIn(list)
        && (arguments[1].Expression is DeclarationExpressionSyntax { Designation: DiscardDesignationSyntax } || arguments[1].Expression is IdentifierNameSyntax { Identifier.ValueText: "_" } any && model.GetSymbolInfo(any).Symbol is null or IDiscardSymbol)
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: var type } && type.GetMembers("TryRemove").Any(m => m is IMethodSymbol { Parameters.Length: 1 })
        && call.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp9 };

    /// <summary>True where the variable has what was found, all the time.</summary>
    private static bool IsKept(CheckedKey key, string value, SemanticModel model)
    {
        var uses = key.Call.ScopeOfLocals().DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == value && !key.Call.Span.Contains(n.Span)).ToList();
        var canChangeItself = key.ValueType is { IsValueType: true, IsReadOnly: false, SpecialType: SpecialType.None, TypeKind: not TypeKind.Enum };
        return uses.All(use => !IsWritten(use)
            && !(canChangeItself && use.Parent is MemberAccessExpressionSyntax { Parent: var around } part && part.Expression == use && (around is InvocationExpressionSyntax || IsWritten(part))))
            && model.LookupSymbols(key.Call.Span.End, name: value).All(symbol => symbol is ILocalSymbol or IParameterSymbol { RefKind: RefKind.None or RefKind.Out });
    }

    private static bool IsWritten(ExpressionSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax },
        PostfixUnaryExpressionSyntax step => !step.IsKind(SyntaxKind.SuppressNullableWarningExpression),
        PrefixUnaryExpressionSyntax step => step.IsKind(SyntaxKind.PreIncrementExpression) || step.IsKind(SyntaxKind.PreDecrementExpression) || step.IsKind(SyntaxKind.AddressOfExpression),
        RefExpressionSyntax => true,
        _ => false,
    };

    /// <summary>True where the value, or what comes of it, says whether the key is taken out, and is done with after that.</summary>
    private static bool IsDecided(CheckedKey key, string value, SyntaxNode act)
    {
        if (act.FirstAncestorOrSelf<StatementSyntax>() is not { } statement)
            return false;

        var mentions = key.Call.ScopeOfLocals().DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == value && !key.Call.Span.Contains(n.Span)).ToList();
        var decided = act.Ancestors().OfType<CatchClauseSyntax>().Where(handler => handler.SpanStart > key.Call.Span.End).Select(handler => handler.SpanStart)
            .Concat(mentions.Select(ConditionOf).OfType<ExpressionSyntax>().Where(condition => condition.Span.End < act.SpanStart && condition.Span.End >= key.Call.Span.End).Select(condition => condition.Span.End))
            .DefaultIfEmpty(-1).Max();
        var end = (statement.Parent ?? statement).Span.End;
        return decided >= 0 && !mentions.Any(n => n.SpanStart >= decided && n.SpanStart < end);
    }

    private static ExpressionSyntax? ConditionOf(SyntaxNode mention) =>
        mention.Ancestors().TakeWhile(n => n is not AnonymousFunctionExpressionSyntax).Select(n => n switch
        {
            IfStatementSyntax test => test.Condition,
            SwitchStatementSyntax choice => choice.Expression,
            _ => null,
        }).FirstOrDefault(condition => condition?.Span.Contains(mention.Span) == true);
}
