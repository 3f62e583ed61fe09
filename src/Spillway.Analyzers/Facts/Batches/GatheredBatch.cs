using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A batch that is gathered by hand: each turn adds a task to a list, and when the list has reached its size, all of them are waited for and the
/// list starts anew.
/// </summary>
internal static class GatheredBatch
{
    /// <summary>What is started in each turn and what cuts the batches; null where <paramref name="wait"/> is no such thing.</summary>
    public static (BatchStart Start, BatchCut Cut)? Of(AwaitLoop await, IAwaitOperation wait, IOperation all, MethodFacts method)
    {
        if (await.Loop is not IForEachLoopOperation { IsAsynchronous: false } loop
            || all.Unwrapped() is not ILocalReferenceOperation { Local: var list }
            || list.DeclaringSyntaxReferences.Any(reference => loop.Syntax.Span.Contains(reference.Span))
            || wait.OwnAncestors().OfType<IConditionalOperation>().FirstOrDefault(choice => loop.Body.Syntax.Span.Contains(choice.Syntax.Span)) is not { WhenFalse: null } choice
            || !IsFull(choice.Condition, list))
        {
            return null;
        }

        IInvocationOperation? added = null;
        IOperation? emptied = null;
        foreach (var operation in loop.Body.OwnOperations())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "Add", Arguments.Length: 1, Instance: ILocalReferenceOperation { Local: var target } } add when SymbolEqualityComparer.Default.Equals(target, list):
                    if (added is not null)
                        return null;
                    added = add;
                    break;

                case IInvocationOperation { TargetMethod.Name: "Clear", Instance: ILocalReferenceOperation { Local: var target } } when SymbolEqualityComparer.Default.Equals(target, list):
                    emptied = operation;
                    break;

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target } } when SymbolEqualityComparer.Default.Equals(target, list):
                    emptied = operation;
                    break;
            }
        }

        if (emptied is null || !choice.WhenTrue.Syntax.Span.Contains(emptied.Syntax.Span)
            || added?.Arguments[0].Value.Unwrapped() is not IInvocationOperation { Type: var type } started || !type.IsTaskLike())
        {
            return null;
        }

        var start = new BatchStart(loop.Collection, started.TargetMethod.Name, method.Provenance.EffectsOf(started, loop.Locals), started, ImmutableArray.Create<IOperation>(added, emptied));
        return (start, new BatchCut(choice.Condition, loop.Collection.Unwrapped()));
    }

    /// <summary><c>batch.Count == 10</c>, <c>batch.Count >= size</c>.</summary>
    private static bool IsFull(IOperation condition, ILocalSymbol list) =>
        condition.Unwrapped() is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan, LeftOperand: var left }
        && left.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Count", Instance: { } counted }
        && counted.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, list);
}
