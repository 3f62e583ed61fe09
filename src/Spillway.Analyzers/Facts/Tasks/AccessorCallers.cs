using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Who reads or sets a property that only its own class can see.</summary>
internal static class AccessorCallers
{
    // More uses of a name than this cost more to bind than the answer is worth.
    private const int MostUses = 64;

    /// <summary>The uses of <paramref name="accessor"/>, where each of them stands in code that could await a method in its place; none where one does not, or where others may use it.</summary>
    public static ImmutableArray<SyntaxNode> ThatCouldAwait(IMethodSymbol accessor, ConcurrencyModel model)
    {
        if (accessor is not { AssociatedSymbol: IPropertySymbol { IsIndexer: false, DeclaredAccessibility: Accessibility.Private } property }
            || !property.ExplicitInterfaceImplementations.IsEmpty || !property.GetAttributes().IsEmpty)
        {
            return ImmutableArray<SyntaxNode>.Empty;
        }

        var uses = ImmutableArray.CreateBuilder<SyntaxNode>();
        foreach (var name in property.ContainingType.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().Named(property.Name)))
        {
            if (uses.Count == MostUses)
                return ImmutableArray<SyntaxNode>.Empty;
            if (model.Semantics(name.SyntaxTree).GetSymbolInfo(name).Symbol is not IPropertySymbol used || !SymbolEqualityComparer.Default.Equals(used.OriginalDefinition, property.OriginalDefinition) || name.IsOnlyNamed() || !Runs(accessor, name))
                continue;
            if (AwaitPlace.ObstacleAt(name) != AwaitObstacle.None || !AwaitPlace.IsAsync(AwaitPlace.FunctionAround(name), name))
                return ImmutableArray<SyntaxNode>.Empty;
            uses.Add(name);
        }

        return uses.ToImmutable();
    }

    private static bool Runs(IMethodSymbol accessor, SimpleNameSyntax name)
    {
        var target = name.WithOwner();
        var isSet = target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target;
        var isSimple = isSet && target.Parent is AssignmentExpressionSyntax { OperatorToken.ValueText: "=" };
        return accessor.MethodKind == MethodKind.PropertyGet ? !isSimple : isSet || target.Parent is PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax;
    }
}
