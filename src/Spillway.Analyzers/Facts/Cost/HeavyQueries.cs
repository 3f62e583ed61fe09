using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Queries that go through a collection once for each of its items, which is as much work as two loops within each other.</summary>
internal sealed class HeavyQueries
{
    private readonly ConcurrencyModel _model;

    public HeavyQueries(ConcurrencyModel model) => _model = model;

    /// <summary>The items of a loop whose body goes through them again; null for any other loop.</summary>
    public ISymbol? OverPairs(ILoopOperation loop) =>
        loop is IForEachLoopOperation { Collection: var items, Body: { } body } && CollectionOf(items) is { } collection && GoesThrough(collection, body.OwnOperations()) && IsData(items)
            ? collection
            : null;

    /// <summary>The same for a query with a lambda.</summary>
    public ISymbol? OverPairs(IInvocationOperation query)
    {
        if (SourceOf(query) is not { } source || CollectionOf(source) is not { } collection)
            return null;

        foreach (var argument in query.Arguments)
        {
            if (Lambdas.In(argument.Value) is { Body: { } body } && GoesThrough(collection, body.OwnOperations()) && IsData(source))
                return collection;
        }

        return null;
    }

    private static bool GoesThrough(ISymbol collection, IEnumerable<IOperation> operations) =>
        operations.OfType<IInvocationOperation>().Any(call => SourceOf(call) is { } source && SymbolEqualityComparer.Default.Equals(source.Variable(), collection)
            && (call.TargetMethod.Name is "Contains" or "IndexOf" || call.Arguments.Any(a => a.Value.Type is { TypeKind: TypeKind.Delegate })));

    /// <summary>A list or sequence in a variable.</summary>
    private static ISymbol? CollectionOf(IOperation items) =>
        items.Variable() is { } variable && !IsIndexed(items.Unwrapped().Type) ? variable : null;

    /// <summary>True for what is as large as data makes it; where it comes from is a long question, so it is asked last.</summary>
    private bool IsData(IOperation items) => Origin.OfItems(items, _model).IsData;

    /// <summary>What a query or a search of a list goes through.</summary>
    private static IOperation? SourceOf(IInvocationOperation call) => call.TargetMethod.ContainingType switch
    {
        { Name: "Enumerable", ContainingNamespace.Name: "Linq" } when call.Arguments.Length > 0 => call.Arguments[0].Value,
        { Name: "List", ContainingNamespace.Name: "Generic" } when call.TargetMethod.Name is "Contains" or "IndexOf" or "Exists" or "Find" or "FindIndex" or "FindAll" or "FindLast" or "ForEach" or "RemoveAll" => call.Instance,
        _ => null,
    };

    /// <summary>Sets and dictionaries find what they are asked for at once.</summary>
    private static bool IsIndexed(ITypeSymbol? type) =>
        type is null || type.SpecialType == SpecialType.System_String || type is { Name: "IQueryable" }
        || type.AllInterfaces.Any(i => i is { Name: "ISet" or "IReadOnlySet" or "IDictionary" or "IReadOnlyDictionary" or "IQueryable" });
}
