using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Where control leaves an iteration or the whole loop.</summary>
internal static class Exits
{
    /// <summary>True when <paramref name="branch"/> ends the current iteration of <paramref name="loop"/>, or the loop.</summary>
    public static bool LeavesIteration(IBranchOperation branch, ILoopOperation loop) =>
        branch.BranchKind == BranchKind.GoTo
        || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel)
        || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel);

    /// <summary>
    /// The statements that end <paramref name="loop"/> before its last item. Leaving because the caller cancelled is not one of them:
    /// no item decides it. Nor is a rethrow, which every failure amounts to, or a check of the item before anything is awaited.
    /// </summary>
    public static IEnumerable<IOperation> Of(ILoopOperation loop)
    {
        var firstAwait = int.MaxValue;
        foreach (var operation in loop.Body.OwnOperations())
        {
            switch (operation)
            {
                case IAwaitOperation { Syntax: var syntax }:
                    firstAwait = Math.Min(firstAwait, syntax.SpanStart);
                    break;

                case IBranchOperation branch when LeavesLoop(branch, loop) && !IsOnCancellation(branch, loop):
                    yield return branch;
                    break;

                case IReturnOperation { Kind: OperationKind.Return } exit when !IsOnCancellation(exit, loop):
                    yield return exit;
                    break;

                case IThrowOperation rethrow when IsInCatch(rethrow, loop) && GivesUp(rethrow):
                    yield return rethrow;
                    break;

                case ICatchClauseOperation { Filter: { } filter } when Counts(filter):
                    yield return filter;
                    break;

                case IThrowOperation { Exception: not null } failure
                    when failure.Syntax.SpanStart > firstAwait && !IsInCatch(failure, loop) && !IsArgumentGuard(failure):
                    yield return failure;
                    break;
            }
        }
    }

    /// <summary>True when <paramref name="branch"/> ends <paramref name="loop"/>.</summary>
    public static bool LeavesLoop(IBranchOperation branch, ILoopOperation loop)
    {
        if (SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel))
            return false;
        if (SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel))
            return true;

        // 'break' and 'continue' of a nested loop or switch stay inside; a jump elsewhere does not.
        return branch.BranchKind == BranchKind.GoTo;
    }

    private static bool IsInCatch(IOperation operation, ILoopOperation loop)
    {
        foreach (var around in operation.OwnAncestors())
        {
            if (ReferenceEquals(around, loop))
                return false;
            if (around is ICatchClauseOperation)
                return true;
        }

        return false;
    }

    /// <summary>True when a failure ends the loop only if earlier iterations have left something behind.</summary>
    private static bool GivesUp(IThrowOperation rethrow)
    {
        foreach (var around in rethrow.OwnAncestors())
        {
            if (around is ICatchClauseOperation)
                return false;
            if (around is IConditionalOperation { Condition: var condition } && (Counts(condition) || ReadsOuter(condition)))
                return true;
        }

        return false;
    }

    private static bool Counts(IOperation condition) =>
        condition.OwnOperations().Any(o => o is IIncrementOrDecrementOperation or ICompoundAssignmentOperation);

    private static bool ReadsOuter(IOperation condition) =>
        condition.OwnOperations().Any(o => o is ILocalReferenceOperation { Local.Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Boolean }
            or IFieldReferenceOperation { Field: { IsReadOnly: false, IsConst: false, Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Boolean } });

    // 'x ?? throw' and 'is T t ? t : throw' check what is at hand, they search for nothing.
    private static bool IsArgumentGuard(IThrowOperation failure) =>
        failure.Parent is IConversionOperation or ICoalesceOperation or IConditionalOperation { Type: not null } or ISwitchExpressionArmOperation
        && failure.Parent is not IExpressionStatementOperation;

    private static bool IsOnCancellation(IOperation exit, ILoopOperation loop)
    {
        var child = exit;
        foreach (var around in exit.OwnAncestors())
        {
            if (ReferenceEquals(around, loop))
                return false;

            if (around is IConditionalOperation choice && ReferenceEquals(choice.WhenTrue, child)
                && choice.Condition.Unwrapped() is IPropertyReferenceOperation { Property: { Name: "IsCancellationRequested", ContainingType.Name: "CancellationToken" or "CancellationTokenSource" } })
            {
                return true;
            }

            if (around is ICatchClauseOperation { ExceptionType.Name: "OperationCanceledException" or "TaskCanceledException" })
                return true;

            child = around;
        }

        return false;
    }
}
