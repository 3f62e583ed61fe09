using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Items of a pool: its class makes new ones only while a field says that there are fewer than a limit, and what comes back is one of those.</summary>
internal static class PooledItems
{
    /// <summary>True when <paramref name="pool"/> counts all the objects of type <paramref name="item"/> that it makes, up to a limit.</summary>
    public static bool Are(ITypeSymbol? item, INamedTypeSymbol? pool, ConcurrencyModel model)
    {
        if (pool is null || item is not INamedTypeSymbol { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.IsEmpty: false })
            return false;

        var made = false;
        foreach (var reference in pool.DeclaringSyntaxReferences.Where(reference => model.Compilation.ContainsSyntaxTree(reference.SyntaxTree)))
        {
            var semantics = model.Semantics(reference.SyntaxTree);
            foreach (var creation in reference.GetSyntax().DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
            {
                if (semantics.GetOperation(creation) is not IObjectCreationOperation { Type: { } type } operation || !SymbolEqualityComparer.Default.Equals(type, item))
                    continue;
                if (!IsCounted(operation, model))
                    return false;
                made = true;
            }
        }

        return made;
    }

    private static bool IsCounted(IObjectCreationOperation creation, ConcurrencyModel model)
    {
        var function = FlowGraphs.FunctionOf(creation);
        var conditions = creation.OwnAncestors().Select(around => around switch
        {
            IWhileLoopOperation { Condition: var condition } => condition,
            IForLoopOperation { Condition: var condition } => condition,
            IConditionalOperation { Condition: var condition } => condition,
            _ => null,
        }).OfType<IOperation>();
        return conditions.SelectMany(condition => condition.OwnOperations()).Where(QueueWrites.IsLimit).SelectMany(limit => limit.OwnOperations())
            .Any(part => part switch
            {
                IFieldReferenceOperation { Field: var field } => IsRaised(field, function),
                ILocalReferenceOperation { Local: var local } => model.ProvenanceAt(part).ValuesOf(local).Any(value => value?.Unwrapped() is IFieldReferenceOperation { Field: var field } && IsRaised(field, function)),
                _ => false,
            });
    }

    /// <summary>True when the function counts one more: <c>Interlocked.CompareExchange(ref _made, made + 1, made)</c>, <c>_made++</c>.</summary>
    private static bool IsRaised(IFieldSymbol field, IOperation function) => function.OwnOperations().Any(operation => operation switch
    {
        IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: IFieldReferenceOperation { Field: var raised } } => SymbolEqualityComparer.Default.Equals(raised, field),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref, Value: IFieldReferenceOperation { Field: var raised }, Parent: IInvocationOperation { TargetMethod: { Name: "Increment" or "CompareExchange", ContainingType.Name: "Interlocked" } } } =>
            SymbolEqualityComparer.Default.Equals(raised, field),
        _ => false,
    });
}
