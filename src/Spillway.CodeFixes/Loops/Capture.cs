using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Loops;

/// <summary>What code needs from around it when it moves into a lambda.</summary>
internal static class Capture
{
    /// <summary>False when <paramref name="moved"/> uses something that a lambda cannot capture, or leaves it by a jump.</summary>
    public static bool IsPossible(IEnumerable<SyntaxNode> moved, SemanticModel model)
    {
        foreach (var node in moved.SelectMany(m => m.DescendantNodesAndSelf()))
        {
            if (node is RefExpressionSyntax or StackAllocArrayCreationExpressionSyntax or YieldStatementSyntax)
                return false;
            if (node is not (IdentifierNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax))
                continue;

            switch (model.GetSymbolInfo(node).Symbol)
            {
                case IParameterSymbol { RefKind: not RefKind.None, IsThis: false }:
                case ILocalSymbol { RefKind: not RefKind.None }:
                case ILocalSymbol { Type.IsRefLikeType: true }:
                case IParameterSymbol { Type.IsRefLikeType: true }:
                // A struct's own members are reached through a reference to it.
                case IParameterSymbol { IsThis: true, Type.IsValueType: true }:
                case IFieldSymbol { IsStatic: false, ContainingType.IsValueType: true } when node.Parent is not MemberAccessExpressionSyntax { Name: var name } || name != node:
                    return false;
            }
        }

        return true;
    }

    /// <summary>The variable or field with which all of <paramref name="moved"/> can be cancelled, if it is one.</summary>
    public static string? TokenIn(IEnumerable<SyntaxNode> moved, SemanticModel model)
    {
        var tokens = moved.SelectMany(m => m.DescendantNodesAndSelf())
            .OfType<IdentifierNameSyntax>()
            .Where(n => IsToken(n, model))
            .Select(n => n.Identifier.ValueText)
            .Distinct()
            .ToList();
        return tokens.Count == 1 ? tokens[0] : null;
    }

    /// <summary><paramref name="code"/> with the token of the lambda that it moves into, <paramref name="token"/>, in the place of <paramref name="outer"/>.</summary>
    public static T WithToken<T>(T code, string outer, string token, SemanticModel model)
        where T : SyntaxNode
    {
        var uses = code.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == outer && IsToken(name, model));
        return code.ReplaceNodes(uses, (use, _) => SyntaxFactory.IdentifierName(token).WithTriviaFrom(use));
    }

    public static bool IsToken(IdentifierNameSyntax name, SemanticModel model) =>
        name.Parent is not MemberAccessExpressionSyntax
        && model.GetSymbolInfo(name).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsStatic: false }
        && model.GetTypeInfo(name).Type is { Name: "CancellationToken", ContainingNamespace.Name: "Threading" };
}
