using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does code leave something to its caller that flows with the execution context, as an <c>AsyncLocal</c> does? What an async function sets there ends with
/// it: its caller never sees it, so such a function must stay as it is.
/// </summary>
internal static class CallersFlow
{
    private const int MostCalls = 40;

    /// <summary>True where <paramref name="body"/> sets such a value, itself or by a property or method that it calls, or may do so by a property whose setter nobody sees.</summary>
    public static bool IsSetIn(SyntaxNode body, SemanticModel model)
    {
        var calls = 0;
        foreach (var node in body.DescendantNodesAndSelf(n => n == body || !AwaitPlace.IsFunction(n)))
        {
            switch (node)
            {
                case AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax or IdentifierNameSyntax } set when model.GetSymbolInfo(set.Left).Symbol is IPropertySymbol property:
                    if (IsValue(property) || MaySet(property, set.Left, model))
                        return true;
                    break;

                case InvocationExpressionSyntax call when ++calls <= MostCalls && model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsAsync: false } method && Sets(method.ReducedFrom ?? method):
                    return true;
            }
        }

        return false;
    }

    private static bool MaySet(IPropertySymbol property, ExpressionSyntax target, SemanticModel model)
    {
        if (property.SetMethod is not { } setter)
            return false;
        if (property.ContainingType.TypeKind != TypeKind.Interface)
            return Sets(setter);
        if (property.ContainingAssembly.IsFramework() || !IsOfCaller(target, model))
            return false;

        var known = Implementations(property, model.Compilation).ToList();
        return known.Count == 0 || known.Any(Sets);
    }

    /// <summary>True for what was given to the function, or belongs to its object: the caller has it too.</summary>
    private static bool IsOfCaller(ExpressionSyntax target, SemanticModel model)
    {
        while (target is MemberAccessExpressionSyntax { Expression: var owner })
            target = owner;
        return target is ThisExpressionSyntax || model.GetSymbolInfo(target).Symbol is IParameterSymbol or IFieldSymbol or IPropertySymbol;
    }

    private static IEnumerable<IMethodSymbol> Implementations(IPropertySymbol property, Compilation compilation) =>
        compilation.GetSymbolsWithName(property.Name, SymbolFilter.Member).OfType<IPropertySymbol>()
            .Where(other => other.ContainingType.TypeKind != TypeKind.Interface && SymbolEqualityComparer.Default.Equals(other.ContainingType.FindImplementationForInterfaceMember(property), other))
            .Select(other => other.SetMethod).OfType<IMethodSymbol>();

    /// <summary>True for a member whose own code sets the value of an <c>AsyncLocal</c> of its class.</summary>
    private static bool Sets(IMethodSymbol method)
    {
        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            foreach (var set in reference.GetSyntax().DescendantNodes(n => n is not AnonymousFunctionExpressionSyntax).OfType<AssignmentExpressionSyntax>())
            {
                if (set.Left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value", Expression: var owner } && NameOf(owner) is { } name
                    && method.ContainingType.GetMembers(name).Any(member => IsAsyncLocal((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string? NameOf(ExpressionSyntax owner) => owner switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };

    private static bool IsValue(IPropertySymbol property) => property.Name == "Value" && IsAsyncLocal(property.ContainingType);

    private static bool IsAsyncLocal(ITypeSymbol? type) =>
        type is { Name: "AsyncLocal", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };
}
