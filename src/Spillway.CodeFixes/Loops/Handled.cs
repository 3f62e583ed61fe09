using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Loops;

/// <summary>Loops whose failure the same function survives.</summary>
internal static class Handled
{
    /// <summary>
    /// True when the function catches a failure of the loop and goes on with what the iterations before it have left behind. After a
    /// rewrite the results of a failed run are not consumed at all, and the function would see the difference.
    /// </summary>
    public static bool LosesResults(LoopSplit split, SemanticModel model) =>
        LosesResults(split.Loop, split.Consumers.Concat<SyntaxNode>(split.Skips.Where(Remembers)).ToList(), model);

    /// <summary>True for a condition that may remember what it was asked, as <c>known.Add(id)</c> does: moved ahead, it has been asked about all items when the first failure comes out.</summary>
    private static bool Remembers(ExpressionSyntax condition) =>
        condition.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax or AssignmentExpressionSyntax
            || node.IsKind(SyntaxKind.PostIncrementExpression) || node.IsKind(SyntaxKind.PreIncrementExpression));

    /// <summary>The same for the parts of <paramref name="loop"/> that use results; failures of the type <paramref name="own"/> come out where they did.</summary>
    public static bool LosesResults(StatementSyntax loop, IReadOnlyCollection<SyntaxNode> consumers, SemanticModel model, string? own = null)
    {
        if (consumers.Count == 0)
            return false;

        if (AttemptAround(loop, own) is not { } attempt)
            return false;

        foreach (var name in consumers.SelectMany(c => c.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()))
        {
            // What lives only inside the try block is gone when it fails.
            var symbol = model.GetSymbolInfo(name).Symbol;
            var isInside = symbol is ILocalSymbol && symbol.DeclaringSyntaxReferences.All(r => attempt.Block.Span.Contains(r.Span));
            if (!isInside && symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsConst: false } or IPropertySymbol { SetMethod: not null } or IMethodSymbol { MethodKind: MethodKind.LocalFunction })
                return true;

            // The object's own methods may keep something as well.
            if (symbol is IMethodSymbol { IsStatic: false } method && name.Parent is InvocationExpressionSyntax && IsInherited(method, model.GetEnclosingSymbol(loop.SpanStart)?.ContainingType))
                return true;
        }

        return false;
    }

    private static bool IsInherited(IMethodSymbol method, INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(method.ContainingType, type))
                return true;
        }

        return false;
    }

    /// <summary>True when the function goes on after a failure of <paramref name="loop"/>.</summary>
    public static bool IsSurvived(StatementSyntax loop) => AttemptAround(loop, null) is not null;

    private static TryStatementSyntax? AttemptAround(StatementSyntax loop, string? own) => loop.Ancestors()
        .TakeWhile(a => a is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax))
        .OfType<TryStatementSyntax>()
        .FirstOrDefault(t => t.Block.Span.Contains(loop.Span) && t.Catches.Any(c => !Rethrows(c) && (own is null || (c.Declaration?.Type as SimpleNameSyntax)?.Identifier.ValueText != own)));

    private static bool Rethrows(CatchClauseSyntax handler) =>
        handler.Block.Statements.LastOrDefault() is ThrowStatementSyntax;
}
