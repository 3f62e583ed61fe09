using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is given to a constructor by all code in view that makes such objects, or that begins with it in a constructor of its own.</summary>
internal static class Creations
{
    // A type that more files speak of is made in more ways than it is worth to look at.
    private const int MostTrees = 32;

    /// <summary>The values for <paramref name="parameter"/>; null among them for one that is not at hand, and null for all where they are not to be found.</summary>
    public static IReadOnlyList<IOperation?>? ArgumentsFor(IParameterSymbol parameter, ConcurrencyModel model)
    {
        var trees = model.TreesWith(parameter.ContainingType.Name).Take(MostTrees + 1).ToList();
        if (trees.Count > MostTrees)
            return null;

        var given = trees.SelectMany(tree => GivenIn(tree, parameter, model)).ToList();
        return given.Count == 0 ? null : given;
    }

    private static IEnumerable<IOperation?> GivenIn(SyntaxTree tree, IParameterSymbol parameter, ConcurrencyModel model)
    {
        foreach (var node in tree.GetRoot().DescendantNodes().Where(node => MayMake(node, parameter.ContainingType.Name)))
        {
            Patience.Check();
            var (target, arguments) = model.Semantics(tree).GetOperation(node) switch
            {
                IObjectCreationOperation creation => (creation.Constructor, creation.Arguments),
                IInvocationOperation chained => (chained.TargetMethod, chained.Arguments),
                _ => default,
            };
            if (SymbolEqualityComparer.Default.Equals(target?.OriginalDefinition, parameter.ContainingSymbol.OriginalDefinition))
                yield return arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value;
        }
    }

    private static bool MayMake(SyntaxNode node, string type) => node switch
    {
        ObjectCreationExpressionSyntax creation => BaseNames.NameOf(creation.Type) == type,
        PrimaryConstructorBaseTypeSyntax parent => BaseNames.NameOf(parent.Type) == type,
        ImplicitObjectCreationExpressionSyntax or ConstructorInitializerSyntax => true,
        _ => false,
    };
}
