using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Who goes through a dictionary and takes out the keys whose values have had their time takes out what the key has by then: another thread may have set it anew.
/// <c>TryRemove</c> of the pair, or of key and value by <c>ICollection</c>, looks again.
/// </summary>
internal static class EntriesInTurn
{
    /// <summary>The value that a removal in such a loop was decided by; null for others.</summary>
    public static CollectionCheck? Before(CollectionAct act, MethodFacts method, LockNames names)
    {
        if (act is not { Kind: ActKind.Remove, Key: { } key, Collection: var collection } || collection.Unwrapped() is not IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field }
            || act.Operation.OwnAncestors().OfType<IForEachLoopOperation>().FirstOrDefault() is not { IsAsynchronous: false } loop || loop.Collection.Unwrapped() is not IFieldReferenceOperation || !names.Of(loop.Collection.Unwrapped()).Equals(names.Of(collection))
            || Pair(loop) is not var (ofKey, ofValue) || !ofKey(key.Unwrapped()))
        {
            return null;
        }

        var value = Conditions(act.Operation, loop).SelectMany(condition => condition.OwnOperations()).FirstOrDefault(ofValue);
        return value is not null && IsSetAnew(field, act, method.Model) ? new CollectionCheck(value, collection, ConcurrentKind.Dictionary, key, null, "", true, false) : null;
    }

    /// <summary>
    /// True for entries that the class itself changes only as long as they are what it has seen: which one a key has matters. Of others mostly one is as good as the next, and whoever misses one has it made again.
    /// </summary>
    public static bool AreExact(CollectionCheck check, ConcurrencyModel model) =>
        check.Collection.Unwrapped() is IFieldReferenceOperation { Field: var field } && model.Locks.Guards.AccessesOf(field).Any(access => access.Reference.Parent is IInvocationOperation { TargetMethod.Name: "TryUpdate" });

    /// <summary>How the loop names the key and the value of its turn.</summary>
    private static (System.Func<IOperation, bool> Key, System.Func<IOperation, bool> Value)? Pair(IForEachLoopOperation loop)
    {
        if (loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol: var pair })
            return (operation => IsPart(operation, pair, "Key"), operation => IsPart(operation, pair, "Value"));

        var parts = loop.LoopControlVariable.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(part => part.Local).ToList();
        return parts.Count == 2 ? (operation => operation.IsUseOf(parts[0]), operation => operation.IsUseOf(parts[1])) : null;
    }

    private static bool IsPart(IOperation operation, ILocalSymbol pair, string name) =>
        operation is IPropertyReferenceOperation { Property.Name: var part, Instance: ILocalReferenceOperation { Local: var local } } && part == name && SymbolEqualityComparer.Default.Equals(local, pair);

    /// <summary>What decides within the turn whether the step is reached.</summary>
    private static IEnumerable<IOperation> Conditions(IOperation act, IForEachLoopOperation loop)
    {
        var child = act;
        foreach (var around in act.OwnAncestors().TakeWhile(o => !ReferenceEquals(o, loop)))
        {
            if (around is IConditionalOperation { Condition: var condition } && !ReferenceEquals(condition, child))
                yield return condition;
            if (around is IBlockOperation block)
            {
                foreach (var before in block.ChoicesBefore(child).Where(guard => AnswerPaths.Leaves(guard.WhenTrue)))
                    yield return before.Condition;
            }

            child = around;
        }
    }

    /// <summary>True where another function of the class gives a key that is there another value.</summary>
    private static bool IsSetAnew(IFieldSymbol field, CollectionAct act, ConcurrencyModel model) =>
        model.Locks.Guards.AccessesOf(field).Any(access => IsSet(access.Reference) && FlowGraphs.FunctionOf(access.Reference).Syntax != FlowGraphs.FunctionOf(act.Operation).Syntax);

    private static bool IsSet(IOperation use) => use.Parent switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation { Target: var target } } element => ReferenceEquals(target, element),
        IInvocationOperation { TargetMethod.Name: "AddOrUpdate" } => true,
        _ => false,
    };
}
