using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Which property identifies an entity?</summary>
internal sealed class EntityKeys
{
    private static readonly ConditionalWeakTable<Compilation, EntityKeys> Known = new();

    private readonly OnDemand<bool> _configuresOthers;
    private readonly ConcurrentDictionary<ITypeSymbol, IPropertySymbol?> _keys = new(SymbolEqualityComparer.Default);

    private EntityKeys(Compilation compilation) =>
        _configuresOthers = new OnDemand<bool>(() => compilation.SyntaxTrees.Any(ConfiguresOthers));

    /// <summary>The one property that is the key of <paramref name="entity"/>: <c>Id</c>, <c>OrderId</c>, or the one that says so; null where that is not certain.</summary>
    public static IPropertySymbol? Of(ITypeSymbol entity, ConcurrencyModel model)
    {
        var keys = Known.GetValue(model.Compilation, compilation => new EntityKeys(compilation));
        return keys._keys.GetOrAdd(entity, type => Find(type) is { } key && !keys._configuresOthers.Value ? key : null);
    }

    private static IPropertySymbol? Find(ITypeSymbol entity)
    {
        if (entity.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "PrimaryKeyAttribute" or "KeylessAttribute"))
            return null;

        IPropertySymbol? named = null;
        IPropertySymbol? marked = null;
        for (ITypeSymbol? type = entity; type is not null; type = type.BaseType)
        {
            foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
            {
                if (property.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "KeyAttribute"))
                {
                    if (marked is not null)
                        return null;
                    marked = property;
                }

                if (string.Equals(property.Name, "Id", StringComparison.OrdinalIgnoreCase))
                    named = property;
                else if (string.Equals(property.Name, entity.Name + "Id", StringComparison.OrdinalIgnoreCase))
                    named ??= property;
            }
        }

        return marked ?? named;
    }

    /// <summary>True when a model is told of keys of several columns, or of entities without one.</summary>
    private static bool ConfiguresOthers(SyntaxTree tree)
    {
        var names = SourceNames.Of(tree);
        if (!names.MayHave("HasNoKey") && !names.MayHave("HasKey"))
            return false;

        foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name })
                continue;
            if (name == "HasNoKey" || (name == "HasKey" && call.ArgumentList.Arguments.FirstOrDefault()?.Expression is not LambdaExpressionSyntax { Body: MemberAccessExpressionSyntax }))
                return true;
        }

        return false;
    }
}
