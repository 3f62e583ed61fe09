using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Loops;

/// <summary>Loops whose failure the same function survives.</summary>
internal static class Handled
{
    /// <summary>
    /// True when the function catches a failure of the loop and goes on with what the iterations before it have left behind. After a
    /// rewrite the results of a failed run are not consumed at all, and the function would see the difference.
    /// </summary>
    public static bool LosesResults(LoopSplit split, SemanticModel model)
    {
        if (split.Consumers.IsEmpty)
            return false;

        var attempt = split.Loop.Ancestors()
            .TakeWhile(a => a is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax))
            .OfType<TryStatementSyntax>()
            .FirstOrDefault(t => t.Block.Span.Contains(split.Loop.Span) && t.Catches.Any(c => !Rethrows(c)));
        if (attempt is null)
            return false;

        foreach (var name in split.Consumers.SelectMany(c => c.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()))
        {
            // What lives only inside the try block is gone when it fails.
            var symbol = model.GetSymbolInfo(name).Symbol;
            var isInside = symbol is ILocalSymbol && symbol.DeclaringSyntaxReferences.All(r => attempt.Block.Span.Contains(r.Span));
            if (!isInside && symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod: not null })
                return true;
        }

        return false;
    }

    private static bool Rethrows(CatchClauseSyntax handler) =>
        handler.Block.Statements.LastOrDefault() is ThrowStatementSyntax;
}
