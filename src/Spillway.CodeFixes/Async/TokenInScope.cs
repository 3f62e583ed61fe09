using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Async;

/// <summary>The cancellation token that code at a place is meant to obey.</summary>
internal static class TokenInScope
{
    /// <summary>The token parameter of the nearest function that has exactly one, else the one local that is a token; null where the choice is not clear.</summary>
    public static string? At(SyntaxNode place, SemanticModel model)
    {
        foreach (var around in place.Ancestors())
        {
            var names = Parameters(around).Where(p => IsToken(model.GetDeclaredSymbol(p)?.Type)).Select(p => p.Identifier.ValueText).ToList();
            if (names.Count > 0)
                return names.Count == 1 && names[0] != "_" ? names[0] : null;
            if (IsClosed(around))
                break;
        }

        var locals = model.LookupSymbols(place.SpanStart)
            .OfType<ILocalSymbol>()
            .Where(local => IsToken(local.Type) && local.Locations.Any(l => l.SourceSpan.End <= place.SpanStart) && !IsDeclaredAround(place, local))
            .ToList();
        return locals.Count == 1 ? locals[0].Name : null;
    }

    public static bool IsToken(ITypeSymbol? type) =>
        type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    private static System.Collections.Generic.IEnumerable<ParameterSyntax> Parameters(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.ParameterList.Parameters,
        LocalFunctionStatementSyntax local => local.ParameterList.Parameters,
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.Parameters,
        SimpleLambdaExpressionSyntax simple => new[] { simple.Parameter },
        AnonymousMethodExpressionSyntax { ParameterList: { } list } => list.Parameters,
        _ => Enumerable.Empty<ParameterSyntax>(),
    };

    /// <summary>What is outside of a static function cannot be used in it, and members end every scope.</summary>
    private static bool IsClosed(SyntaxNode node) => node switch
    {
        MemberDeclarationSyntax => true,
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
        AnonymousFunctionExpressionSyntax function => function.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    };

    private static bool IsDeclaredAround(SyntaxNode place, ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Any(reference => place.Ancestors().Contains(reference.GetSyntax()));
}
