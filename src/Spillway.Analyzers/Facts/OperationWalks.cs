using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Walks over operations that stop where another function's body begins.</summary>
internal static class OperationWalks
{
    /// <summary>All operations below <paramref name="root"/> and itself, in source order, without the bodies of lambdas and local functions.</summary>
    public static IEnumerable<IOperation> OwnOperations(this IOperation root)
    {
        // An explicit stack: code may be nested deeper than the thread's stack is tall.
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            Patience.Check();
            var current = pending.Pop();
            yield return current;
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;

            foreach (var child in current.ChildOperations.Reverse())
                pending.Push(child);
        }
    }

    /// <summary>The operations around <paramref name="operation"/>, innermost first, up to and without the function that holds it.</summary>
    public static IEnumerable<IOperation> OwnAncestors(this IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                yield break;

            yield return current;
        }
    }

    /// <summary>Who uses a value, behind conversions and parentheses, and behind what else <paramref name="handsOn"/> the value as it is.</summary>
    public static IOperation? User(this IOperation value, Func<IOperation, bool>? handsOn = null)
    {
        var user = value.Parent;
        while (user is IConversionOperation or IParenthesizedOperation || (user is not null && handsOn?.Invoke(user) == true))
            user = user.Parent;
        return user;
    }

    /// <summary>True for what only says how a task is awaited.</summary>
    public static bool Configures(this IOperation operation) => operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" };

    /// <summary>The operation around everything: the body that an operation stands in, with the functions around it.</summary>
    public static IOperation Root(this IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>True for what an assignment gives a new value.</summary>
    public static bool IsTarget(this IOperation reference) => reference.Parent is IAssignmentOperation { Target: var target } && ReferenceEquals(target, reference);

    /// <summary>True for a use of this local.</summary>
    public static bool IsUseOf(this IOperation operation, ILocalSymbol local) =>
        operation is ILocalReferenceOperation { Local: var used } && SymbolEqualityComparer.Default.Equals(used, local);

    /// <summary>The choices that stand in a block ahead of one of its statements: those that leave are its guards.</summary>
    public static IEnumerable<IConditionalOperation> ChoicesBefore(this IBlockOperation block, IOperation statement)
    {
        foreach (var before in block.Operations)
        {
            if (ReferenceEquals(before, statement))
                yield break;
            if (before is IConditionalOperation choice)
                yield return choice;
        }
    }

    /// <summary>What a conditional access asks, as seen from the place that stands for it.</summary>
    public static IOperation? Receiver(this IConditionalAccessInstanceOperation instance)
    {
        for (IOperation? child = instance, parent = instance.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
                return access.Operation;
        }

        return null;
    }

    /// <summary>What is awaited, without what only configures the await.</summary>
    public static IOperation WithoutConfiguration(this IOperation awaited)
    {
        awaited = awaited.Unwrapped();
        while (awaited is IInvocationOperation configured && (configured.TargetMethod.Name is "ConfigureAwait" or "AsTask" or "WaitAsync" or "WithCancellation" || IsOwnConfiguration(configured.TargetMethod))
            && (configured.Instance ?? (configured.Arguments.IsEmpty ? null : configured.Arguments[0].Value)) is { } inner)
        {
            awaited = inner.Unwrapped();
        }

        return awaited;
    }

    /// <summary>True for an extension that says <c>ConfigureAwait</c> in fewer words: nothing else makes of a task what only can be awaited.</summary>
    private static bool IsOwnConfiguration(IMethodSymbol method) =>
        method.IsExtensionMethod && (method.ReducedFrom ?? method).Parameters[0].Type.IsTaskLike()
        && method.ReturnType is { Name: "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable", ContainingNamespace.Name: "CompilerServices" };

    /// <summary>True where a variable, member or element is given a value, alone or together with others.</summary>
    public static bool IsWritten(this IOperation reference)
    {
        var child = reference;
        for (var parent = reference.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IAssignmentOperation assignment:
                    return ReferenceEquals(assignment.Target, child);
                case IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref }:
                    return true;
                case ITupleOperation or IParenthesizedOperation or IDeclarationExpressionOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>What an operation gives a value: the target of an assignment or of a step; null for what does neither.</summary>
    public static IOperation? Changed(this IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => assignment.Target,
        IIncrementOrDecrementOperation step => step.Target,
        _ => null,
    };

    /// <summary>The same, and what is handed over to be given one.</summary>
    public static IOperation? ChangedOrHandedOver(this IOperation operation) =>
        operation is IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument ? argument.Value : operation.Changed();

    /// <summary>The local, parameter or field that an expression names; null for anything else.</summary>
    public static ISymbol? Variable(this IOperation? expression) => expression?.Unwrapped() switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        IFieldReferenceOperation { Field: var field } => field,
        _ => null,
    };

    public static bool IsNull(this IOperation value) => value.Unwrapped().ConstantValue is { HasValue: true, Value: null };

    /// <summary>True for a branch whose last statement returns.</summary>
    public static bool EndsInReturn(this IOperation branch) =>
        branch is IReturnOperation || (branch is IBlockOperation { Operations: { Length: > 0 } statements } && statements[statements.Length - 1] is IReturnOperation);

    /// <summary>The parts of a chain of conditions, in source order. Chains that machines write are longer than the stack is tall.</summary>
    public static IReadOnlyList<IOperation> Terms(this IOperation condition, params BinaryOperatorKind[] operators)
    {
        var terms = new List<IOperation>();
        condition = condition.Unwrapped();
        while (condition is IBinaryOperation { OperatorKind: var kind, LeftOperand: var left, RightOperand: var right } && Array.IndexOf(operators, kind) >= 0)
        {
            terms.Add(right);
            condition = left.Unwrapped();
        }

        terms.Add(condition);
        terms.Reverse();
        return terms;
    }

    /// <summary>The comparison that says the same with its sides exchanged.</summary>
    public static BinaryOperatorKind Turned(this BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => kind,
    };

    /// <summary>The operand behind conversions and parentheses that change neither identity nor value.</summary>
    public static IOperation Unwrapped(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { IsImplicit: true } conversion:
                    operation = conversion.Operand;
                    break;
                case IConversionOperation { Conversion: { IsUserDefined: false, IsNumeric: false } } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }
}
