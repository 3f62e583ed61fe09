using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Async;

/// <summary>How the code around a place writes its awaits.</summary>
internal static class AwaitStyle
{
    private const string WithoutContext = ".ConfigureAwait(false)";

    /// <summary>What follows an awaited expression here: <c>.ConfigureAwait(false)</c> where the member, or else the file, mostly writes so.</summary>
    public static string SuffixAt(SyntaxNode place)
    {
        var member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not (GlobalStatementSyntax or BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax));
        var awaits = AwaitsIn(member ?? place.SyntaxTree.GetRoot());
        if (awaits.Count == 0)
            awaits = AwaitsIn(place.SyntaxTree.GetRoot());
        return awaits.Count(a => a.ToString().EndsWith(WithoutContext, System.StringComparison.Ordinal)) * 2 > awaits.Count ? WithoutContext : "";
    }

    private static List<ExpressionSyntax> AwaitsIn(SyntaxNode node) =>
        node.DescendantNodes().Select(n => n switch
        {
            AwaitExpressionSyntax { Expression: var task } => task,
            CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0, Expression: var stream } => stream,
            _ => null,
        }).OfType<ExpressionSyntax>().ToList();
}
