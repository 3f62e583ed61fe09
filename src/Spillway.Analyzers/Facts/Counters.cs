using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Variables that loops count with: where they start, and how far they go in a turn.</summary>
internal static class Counters
{
    /// <summary>How far a change goes: 1 for <c>i++</c>, -2 for <c>i -= 2</c> and <c>i = i - 2</c>; null for what is not the same in every turn.</summary>
    public static long? StepOf(IOperation? change) => change switch
    {
        IIncrementOrDecrementOperation { Kind: var kind } => kind == OperationKind.Increment ? 1 : -1,
        ICompoundAssignmentOperation { OperatorKind: var kind, Value: var by } => Signed(kind, by),
        ISimpleAssignmentOperation { Target: var target, Value: var sum } when sum.Unwrapped() is IBinaryOperation { OperatorKind: var kind, LeftOperand: var from, RightOperand: var by } && NamedItems.AreSame(target, from) => Signed(kind, by),
        _ => null,
    };

    /// <summary>What a loop steps at the end of each turn, and how far; nulls where it does something else, or several things.</summary>
    public static (ISymbol? Counter, long? Step) AtEndOf(IForLoopOperation loop) =>
        loop.AtLoopBottom.Length == 1 && loop.AtLoopBottom[0] is IExpressionStatementOperation { Operation: var change } ? (change.Changed().Variable(), StepOf(change)) : (null, null);

    /// <summary>
    /// True where nothing but the header moves the loop's variables, and each by a step: <c>i++</c>, <c>i += 2</c>, <c>day = day.AddDays(1)</c>. What
    /// leads from one node to the next is no step.
    /// </summary>
    public static bool StepAlone(IForLoopOperation loop)
    {
        if (loop.Locals.IsEmpty || loop.AtLoopBottom.IsEmpty)
            return false;

        var moved = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { loop.Locals[0] };
        foreach (var bottom in loop.AtLoopBottom)
        {
            if (bottom is not IExpressionStatementOperation { Operation: var change } || !IsStep(change, loop))
                return false;
            if (change.Changed().Variable() is { } variable)
                moved.Add(variable);
        }

        return !loop.Body.OwnOperations().Any(operation => operation.Changed().Variable() is { } changed && moved.Contains(changed));
    }

    private static bool IsStep(IOperation change, IForLoopOperation loop) => change switch
    {
        IIncrementOrDecrementOperation or ICompoundAssignmentOperation => loop.AtLoopBottom.Length == 1 || IsOwn(change.Changed()),
        ISimpleAssignmentOperation { Target: var target, Value: var value } => IsOwn(target) && value.Unwrapped() switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, LeftOperand: var from, RightOperand: var by } => IsSame(from, target) && StaysSame(by, loop),
            IInvocationOperation { Instance: { } from, TargetMethod: { ContainingType: { IsValueType: true } } method, Arguments: { Length: 1 } by } =>
                method.Name.StartsWith("Add", StringComparison.Ordinal) && method.ContainingAssembly.IsFramework() && IsSame(from, target) && StaysSame(by[0].Value, loop),
            _ => false,
        },
        _ => false,
    };

    private static bool IsOwn(IOperation? target) => target is ILocalReferenceOperation;

    private static bool IsSame(IOperation from, IOperation target) => from.Unwrapped().Variable() is { } variable && SymbolEqualityComparer.Default.Equals(variable, target.Variable());

    /// <summary>True for a number, or for a variable that the turns leave alone.</summary>
    private static bool StaysSame(IOperation by, IForLoopOperation loop) =>
        by.Unwrapped().ConstantValue.HasValue
        || by.Variable() is { } variable && !loop.OwnOperations().Any(operation => SymbolEqualityComparer.Default.Equals(operation.ChangedOrHandedOver().Variable(), variable));

    /// <summary>What a counter is set to before the first turn; null where the loop does not say.</summary>
    public static IOperation? StartOf(IForLoopOperation loop, ISymbol? counter) =>
        loop.Before.SelectMany(before => before.DescendantsAndSelf()).OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, counter))?.GetVariableInitializer()?.Value;

    /// <summary>A number that the program says; the smallest of all is none, since it has no opposite.</summary>
    public static long? NumberOf(IOperation value) =>
        value.Unwrapped().ConstantValue is { HasValue: true, Value: int or long } constant && Convert.ToInt64(constant.Value, CultureInfo.InvariantCulture) is var number and > long.MinValue ? number : null;

    private static long? Signed(BinaryOperatorKind kind, IOperation by) => kind switch
    {
        BinaryOperatorKind.Add => NumberOf(by),
        BinaryOperatorKind.Subtract => -NumberOf(by),
        _ => null,
    };
}
