using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A method that tries every choice: in a loop over all it was given it notes one of them, calls itself with the same, and takes the note
/// back, until as many are noted as there are. Walking a tree with the way so far is no such method: each call gets a part of its own.
/// </summary>
internal static class Backtracking
{
    public static Burden? In(IMethodSymbol method, IOperation body, ConcurrencyModel model)
    {
        foreach (var call in body.OwnOperations().OfType<IInvocationOperation>())
        {
            if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition)
                && call.OwnAncestors().OfType<ILoopOperation>().FirstOrDefault() is { } loop
                && ItemsOf(loop) is { } items && HandsOn(call) && EndsWithAll(body, items) && TakesBack(loop, call)
                && Origin.OfIterations(loop, model).Kind is OriginKind.Data or OriginKind.Unknown)
            {
                return new Burden(BlockKind.None, Recursion.Prefix + method.Name, ImmutableArray.Create(Witness.At(call, "this multiplies with every step")));
            }
        }

        return null;
    }

    /// <summary>The parameter whose items are gone through.</summary>
    private static IParameterSymbol? ItemsOf(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { Collection: var items } => (items.Unwrapped() as IParameterReferenceOperation)?.Parameter,
        IForLoopOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, RightOperand: var bound } } => CountedIn(bound),
        _ => null,
    };

    private static IParameterSymbol? CountedIn(IOperation number) =>
        number.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } counted } ? (counted.Unwrapped() as IParameterReferenceOperation)?.Parameter : null;

    /// <summary>True where the callee gets the same objects; only numbers differ, such as what was reached so far.</summary>
    private static bool HandsOn(IInvocationOperation call) => call.Arguments.All(argument =>
        argument.Value.Type is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Double }
        || argument is { Parameter: { } taken, Value: var value } && value.Unwrapped() is IParameterReferenceOperation { Parameter: var given } && given.Ordinal == taken.Ordinal);

    /// <summary>True for a method that returns once there are as many of something as there are items: how deep it goes grows with them.</summary>
    private static bool EndsWithAll(IOperation body, IParameterSymbol items) => body.OwnOperations().Any(o =>
        o is IConditionalOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThanOrEqual, LeftOperand: var left, RightOperand: var right }, WhenTrue: var end }
        && left.ConstantValue is { HasValue: false } && SymbolEqualityComparer.Default.Equals(CountedIn(right), items)
        && end.OwnOperations().Any(e => e is IReturnOperation));

    /// <summary>True where what is noted before the call is taken back after it.</summary>
    private static bool TakesBack(ILoopOperation loop, IInvocationOperation call)
    {
        var before = new List<IOperation>();
        foreach (var operation in loop.Body.OwnOperations())
        {
            if (Noted(operation) is not { } place)
                continue;
            if (operation.Syntax.Span.End <= call.Syntax.SpanStart)
                before.Add(operation);
            else if (operation.Syntax.SpanStart >= call.Syntax.Span.End && before.Any(b => IsUndone(b, operation) && NamedItems.AreSame(Noted(b), place)))
                return true;
        }

        return false;
    }

    /// <summary>What is changed: a collection to which something is added, from which something is removed, or of which an element is set.</summary>
    private static IOperation? Noted(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: { } collection, TargetMethod.Name: "Add" or "Push" or "AddLast" or "Remove" or "RemoveAt" or "RemoveLast" or "Pop" } => collection,
        ISimpleAssignmentOperation { Target: var target } => LoopSlots.Parts(target.Unwrapped()).Collection,
        _ => null,
    };

    private static bool IsUndone(IOperation change, IOperation later) => (change, later) switch
    {
        (IInvocationOperation added, IInvocationOperation removed) => IsAdding(added) && !IsAdding(removed),
        (ISimpleAssignmentOperation { Target: var first, Value: var set }, ISimpleAssignmentOperation { Target: var second, Value: var back }) =>
            LoopSlots.Parts(first.Unwrapped()).Index is { } one && NamedItems.AreSame(one, LoopSlots.Parts(second.Unwrapped()).Index)
            && set.ConstantValue is { HasValue: true, Value: var value } && back.ConstantValue is { HasValue: true, Value: var former } && !Equals(value, former),
        _ => false,
    };

    private static bool IsAdding(IInvocationOperation call) => call.TargetMethod.Name is "Add" or "Push" or "AddLast";
}
