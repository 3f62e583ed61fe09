using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Which property identifies an entity?</summary>
internal sealed class EntityKeys
{
    private readonly OnDemand<bool> _configuresOthers;
    private readonly ConcurrentDictionary<ITypeSymbol, IPropertySymbol?> _keys = new(SymbolEqualityComparer.Default);

    public EntityKeys(ConcurrencyModel model) =>
        _configuresOthers = new OnDemand<bool>(() => ConfiguresOthers(model));

    /// <summary>The one property that is the key of <paramref name="entity"/>: <c>Id</c>, <c>OrderId</c>, or the one that says so; null where that is not certain.</summary>
    public IPropertySymbol? Of(ITypeSymbol entity) =>
        _keys.GetOrAdd(entity, type => Find(type) is { } key && !_configuresOthers.Value ? key : null);

    private static IPropertySymbol? Find(ITypeSymbol entity)
    {
        if (entity.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "PrimaryKeyAttribute" or "KeylessAttribute"))
            return null;

        IPropertySymbol? named = null;
        IPropertySymbol? marked = null;
        foreach (var type in entity.SelfAndBases())
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
    private static bool ConfiguresOthers(ConcurrencyModel model) =>
        Calls("HasNoKey", model).Any()
        || Calls("HasKey", model).Any(call => call.ArgumentList.Arguments.FirstOrDefault()?.Expression is not LambdaExpressionSyntax { Body: MemberAccessExpressionSyntax });

    private static IEnumerable<InvocationExpressionSyntax> Calls(string method, ConcurrencyModel model) =>
        model.TreesWith(method).SelectMany(tree => tree.GetRoot().Named(method))
            .Select(name => name.Parent is MemberAccessExpressionSyntax access && access.Name == name && access.Parent is InvocationExpressionSyntax call && call.Expression == access ? call : null)
            .OfType<InvocationExpressionSyntax>();
}
