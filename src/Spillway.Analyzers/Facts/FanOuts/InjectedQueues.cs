using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Who gets the channel of one kind of items from the container: parameters of constructors and of what a framework calls, and the fields that keep them.</summary>
internal static class InjectedQueues
{
    private const int MostTrees = 40;
    private const int MostUsers = 20;

    private static readonly string[] Names = { "Channel", "ChannelWriter", "ChannelReader" };

    public static IEnumerable<ISymbol> Of(ITypeSymbol item, ConcurrencyModel model) =>
        Names.SelectMany(name => model.TreesWith(name).Take(MostTrees).SelectMany(tree => tree.GetRoot().Named(name))).OfType<GenericNameSyntax>()
            .Select(type => UserOf(type, item, model)).OfType<ISymbol>().Take(MostUsers);

    private static ISymbol? UserOf(GenericNameSyntax type, ITypeSymbol item, ConcurrencyModel model)
    {
        SyntaxNode whole = type;
        while (whole.Parent is NullableTypeSyntax or QualifiedNameSyntax)
            whole = whole.Parent;
        if (whole.Parent is not ParameterSyntax parameter)
            return null;

        var semantics = model.Semantics(type.SyntaxTree);
        return semantics.GetDeclaredSymbol(parameter) is IParameterSymbol { Type: INamedTypeSymbol { TypeArguments: { Length: 1 } items }, ContainingSymbol: IMethodSymbol method } symbol
            && SymbolEqualityComparer.Default.Equals(items[0], item) && IsGiven(method, parameter, model) ? symbol : null;
    }

    private static bool IsGiven(IMethodSymbol method, ParameterSyntax parameter, ConcurrencyModel model) => method.MethodKind switch
    {
        MethodKind.Constructor => true,
        MethodKind.AnonymousFunction => parameter.FirstAncestorOrSelf<LambdaExpressionSyntax>() is { } lambda
            && Lambdas.In(model.Semantics(lambda.SyntaxTree).GetOperation(lambda)) is { } function && model.Roots.Of(function) is not null,
        _ => model.Roots.Of(method) is not null,
    };
}
