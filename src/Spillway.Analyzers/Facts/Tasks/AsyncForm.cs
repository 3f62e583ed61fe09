using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Whether a function can carry the word <c>async</c>.</summary>
internal static class AsyncForm
{
    /// <summary>True when neither its parameters nor its code stand in the way.</summary>
    public static bool IsPossible(SyntaxNode function, SemanticModel model)
    {
        if (SymbolOf(function, model) is not { } method || BodyOf(function) is not { } body)
            return false;

        if (function is not (LocalFunctionStatementSyntax or MethodDeclarationSyntax or AnonymousFunctionExpressionSyntax)
            || method.IsAsync || method.ReturnsByRef || method.ReturnsByRefReadonly || method.ReturnType.IsRefLikeType
            || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || parameter.Type.TypeKind == TypeKind.Pointer)
            || ModifiersOf(function).Any(modifier => modifier.IsKind(SyntaxKind.UnsafeKeyword) || modifier.IsKind(SyntaxKind.PartialKeyword)))
        {
            return false;
        }

        // A struct's own method works on a copy once it is async.
        if (method.ContainingType is { IsValueType: true, IsReadOnly: false } && !method.IsStatic && function is MethodDeclarationSyntax)
            return false;

        return !HoldsReferences(body, model) && !KeepsThread(body, model) && !CallersFlow.IsSetIn(body, model);
    }

    /// <summary>True when the function returns a task, so that its callers see no difference.</summary>
    public static bool ReturnsTask(SyntaxNode function, SemanticModel model) => SymbolOf(function, model) is { ReturnType: var type } && type.IsTaskLike();

    public static IMethodSymbol? SymbolOf(SyntaxNode function, SemanticModel model) =>
        (function is AnonymousFunctionExpressionSyntax ? model.GetSymbolInfo(function).Symbol : model.GetDeclaredSymbol(function)) as IMethodSymbol;

    public static SyntaxNode? BodyOf(SyntaxNode function) => function switch
    {
        BaseMethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
        LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody?.Expression,
        AnonymousFunctionExpressionSyntax lambda => lambda.Body,
        _ => null,
    };

    /// <summary>True for code with variables that cannot live on across an await, or that is an iterator.</summary>
    public static bool HoldsReferences(SyntaxNode body, SemanticModel model)
    {
        foreach (var node in body.DescendantNodesAndSelf(n => n == body || !AwaitPlace.IsFunction(n)))
        {
            switch (node)
            {
                case YieldStatementSyntax or RefTypeSyntax or RefExpressionSyntax or StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax or FixedStatementSyntax or UnsafeStatementSyntax:
                    return true;
                case VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax when model.GetDeclaredSymbol(node) is ILocalSymbol { Type.IsRefLikeType: true }:
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True for code that takes and gives back a lock that belongs to the thread, or that looks at which thread it is on. The package's lines alone
    /// decide, so that a rule and its fix come to the same answer.
    /// </summary>
    public static bool KeepsThread(SyntaxNode body, SemanticModel model)
    {
        KnownApis? apis = null;
        foreach (var name in body.DescendantNodesAndSelf(n => n == body || !AwaitPlace.IsFunction(n)).OfType<SimpleNameSyntax>())
        {
            if (!KnownApis.ThreadNames.Contains(name.Identifier.ValueText) || model.GetSymbolInfo(name).Symbol is not { } member)
                continue;

            apis ??= KnownApis.Shipped(model.Compilation);
            if ((apis.Of(member) & ApiFlags.Thread) != 0)
                return true;
        }

        return false;
    }

    private static SyntaxTokenList ModifiersOf(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Modifiers,
        LocalFunctionStatementSyntax local => local.Modifiers,
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers,
        _ => default,
    };
}
