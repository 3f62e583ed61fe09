using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A <c>TransactionScope</c> belongs to the thread that opened it, unless it was told to flow: after an await it is closed on another
/// thread, and throws. Where the scope holds an await already, it was told.
/// </summary>
internal static class ThreadScopes
{
    /// <summary>True when an await at <paramref name="place"/> would be the first one inside such a scope.</summary>
    public static bool IsInside(SyntaxNode place, SemanticModel model)
    {
        for (SyntaxNode child = place, parent = place.Parent!; parent is not null && !AwaitPlace.IsFunction(child); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case UsingStatementSyntax { Statement: var body } scope when body == child && IsScope((SyntaxNode?)scope.Declaration ?? scope.Expression, model) && !Awaits(body):
                    return true;

                case BlockSyntax block when block.Statements.TakeWhile(statement => statement != child).OfType<LocalDeclarationStatementSyntax>()
                    .Any(statement => statement.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) && IsScope(statement.Declaration, model)) && !Awaits(block):
                    return true;
            }
        }

        return false;
    }

    private static bool Awaits(SyntaxNode code) => code.DescendantNodes(node => node == code || !AwaitPlace.IsFunction(node)).Any(node => node is AwaitExpressionSyntax);

    private static bool IsScope(SyntaxNode? resource, SemanticModel model)
    {
        var value = resource is VariableDeclarationSyntax { Variables: { Count: 1 } variables } ? variables[0].Initializer?.Value : resource as ExpressionSyntax;
        return value is not null
            && model.GetTypeInfo(value).Type is { Name: "TransactionScope", ContainingNamespace: { Name: "Transactions", ContainingNamespace.Name: "System" } }
            && !value.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(option =>
                model.GetSymbolInfo(option).Symbol is IFieldSymbol { Name: "Enabled", ContainingType.Name: "TransactionScopeAsyncFlowOption" });
    }
}
