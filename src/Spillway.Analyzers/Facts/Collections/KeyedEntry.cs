using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A key that is put into another dictionary first, and taken out of it again whatever happens, is a lock for that key: whoever does not get it in comes later or goes away.
/// </summary>
internal static class KeyedEntry
{
    /// <summary>The dictionary that has <paramref name="key"/> while <paramref name="operation"/> runs; null where none does.</summary>
    public static IFieldSymbol? Around(IOperation operation, IOperation key, ConcurrentCollections collections)
    {
        if (VariableOf(key) is not { } variable)
            return null;

        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (around is ITryOperation { Body: var body, Finally: { } end } scope && ReferenceEquals(body, child) && TakenOut(end, variable, collections) is { } holder
                && IsEntered(scope, holder, variable) && !IsSetIn(scope, variable))
            {
                return holder;
            }

            child = around;
        }

        return null;
    }

    private static ISymbol? VariableOf(IOperation? key) => key?.Unwrapped() switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation => LockApis.SymbolOf(key.Unwrapped()),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => field,
        _ => null,
    };

    /// <summary>The dictionary that the end of a section takes the key out of, on every way through it.</summary>
    private static IFieldSymbol? TakenOut(IBlockOperation end, ISymbol variable, ConcurrentCollections collections) =>
        end.Operations.OfType<IExpressionStatementOperation>().Select(statement => Called(statement.Operation is ISimpleAssignmentOperation { Value: var value } ? value : statement.Operation, "TryRemove", variable)).FirstOrDefault(holder =>
            holder is not null && collections.KindOf(holder.Type) is ConcurrentKind.Dictionary);

    private static IFieldSymbol? Called(IOperation operation, string name, ISymbol variable) =>
        operation.Unwrapped() is IInvocationOperation { Instance: { } map, TargetMethod.Name: var called, Arguments: { Length: > 0 } } call && called == name && map.Unwrapped() is IFieldReferenceOperation { Field: { IsReadOnly: true } holder }
        && SymbolEqualityComparer.Default.Equals(VariableOf(CollectionCheck.Argument(call, 0)), variable) ? holder : null;

    /// <summary>True where the section is only reached by whoever got the key in.</summary>
    private static bool IsEntered(IOperation scope, IFieldSymbol holder, ISymbol variable)
    {
        var child = scope;
        foreach (var around in scope.OwnAncestors())
        {
            switch (around)
            {
                case IConditionalOperation { Condition: var condition, WhenTrue: var then } when ReferenceEquals(then, child) && IsAdded(condition):
                    return true;

                case IBlockOperation block when block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child)).Any(Refuses):
                    return true;

                case ILoopOperation or ITryOperation:
                    return false;
            }

            child = around;
        }

        return false;

        bool IsAdded(IOperation condition) => SymbolEqualityComparer.Default.Equals(Called(condition, "TryAdd", variable), holder);
        bool IsRefused(IOperation? condition) => condition?.Unwrapped() is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } && IsAdded(operand);
        bool Refuses(IOperation statement) => statement switch
        {
            IConditionalOperation { Condition: var condition, WhenTrue: var then } => IsRefused(condition) && AnswerPaths.Leaves(then),
            IWhileLoopOperation { Condition: var condition, ConditionIsTop: true } => IsRefused(condition),
            _ => false,
        };
    }

    private static bool IsSetIn(IOperation scope, ISymbol variable) =>
        scope.OwnOperations().Any(operation => operation is ILocalReferenceOperation or IParameterReferenceOperation && SymbolEqualityComparer.Default.Equals(LockApis.SymbolOf(operation), variable) && operation.IsWritten());
}
