using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>What rules out an <c>await</c>, although the function around it may have some.</summary>
internal enum AwaitObstacle
{
    None,

    /// <summary>The body of a lock statement.</summary>
    Lock,

    /// <summary>An exception filter, a query clause, unsafe code, an attribute or a default value.</summary>
    Language,
}

/// <summary>Where the language allows <c>await</c>. It reads syntax, so that rules and fixes ask the same.</summary>
internal static class AwaitPlace
{
    /// <summary>What forbids an await at <paramref name="node"/>, apart from the function not being async.</summary>
    public static AwaitObstacle ObstacleAt(SyntaxNode node)
    {
        for (SyntaxNode? child = node, parent = node.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (IsFunction(child!))
                return AwaitObstacle.None;

            switch (parent)
            {
                case LockStatementSyntax held when held.Statement == child:
                    return AwaitObstacle.Lock;

                case UnsafeStatementSyntax or FixedStatementSyntax or CatchFilterClauseSyntax or AttributeSyntax or ParameterSyntax:
                    return AwaitObstacle.Language;

                // Only what the whole query starts from is evaluated outside of its lambdas.
                case QueryExpressionSyntax query when query.FromClause != child:
                    return AwaitObstacle.Language;

                case JoinClauseSyntax or LetClauseSyntax or WhereClauseSyntax or SelectClauseSyntax:
                    return AwaitObstacle.Language;
            }
        }

        return AwaitObstacle.None;
    }

    /// <summary>The function whose code <paramref name="node"/> is; null for top-level statements and initialisers.</summary>
    public static SyntaxNode? FunctionAround(SyntaxNode node) => node.Ancestors().FirstOrDefault(IsFunction);

    /// <summary>True for code that may await as it stands: an async function, or top-level statements that await.</summary>
    public static bool IsAsync(SyntaxNode? function, SyntaxNode at) => function switch
    {
        null => at.AncestorsAndSelf().OfType<GlobalStatementSyntax>().FirstOrDefault() is { Parent: CompilationUnitSyntax unit }
            && unit.Members.OfType<GlobalStatementSyntax>().Any(statement => statement.DescendantNodes(n => !IsFunction(n)).Any(n => n is AwaitExpressionSyntax
                or CommonForEachStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword } or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword })),
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        _ => false,
    };

    public static bool IsFunction(SyntaxNode node) =>
        node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
            or ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax or IndexerDeclarationSyntax };
}
