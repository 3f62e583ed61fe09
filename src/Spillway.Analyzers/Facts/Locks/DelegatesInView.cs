using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A delegate that a type of this program is given by its constructor, and that all code which makes such objects writes on the spot: it is no
/// code from outside.
/// </summary>
internal sealed class DelegatesInView
{
    private const int MostTrees = 16;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public DelegatesInView(ConcurrencyModel model) => _model = model;

    /// <summary>True when every delegate that <paramref name="member"/> can hold is written where the object is made.</summary>
    public bool AreAll(ISymbol member) => _known.GetOrAdd(member.OriginalDefinition, m => Find(m, _model));

    private static bool Find(ISymbol member, ConcurrencyModel model)
    {
        if (!IsInternal(member.ContainingType) || model.MemberValues.Of(member) is not { } values)
            return false;

        var given = values.Select(value => (value?.Unwrapped() as IParameterReferenceOperation)?.Parameter).ToList();
        return given.All(parameter => parameter is { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } && IsWrittenWhereMade(parameter, model));
    }

    private static bool IsWrittenWhereMade(IParameterSymbol parameter, ConcurrencyModel model)
    {
        var trees = model.TreesWith(parameter.ContainingType.Name).Take(MostTrees + 1).ToList();
        if (trees.Count > MostTrees)
            return false;

        var passed = trees.SelectMany(tree => PassedIn(tree, parameter, model)).ToList();
        return passed.Count > 0 && passed.All(value => value?.Unwrapped() is IDelegateCreationOperation or { ConstantValue: { HasValue: true, Value: null } });
    }

    private static IEnumerable<IOperation?> PassedIn(SyntaxTree tree, IParameterSymbol parameter, ConcurrencyModel model)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is not (BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax))
                continue;

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

    private static bool IsInternal(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility is Accessibility.Internal or Accessibility.Private or Accessibility.ProtectedAndInternal)
                return true;
        }

        return false;
    }
}
