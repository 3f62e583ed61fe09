using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A method that serves synchronous and asynchronous callers with a flag: where the flag chooses between an await and a call that
/// waits, the call is the synchronous caller's own wish.
/// </summary>
internal static class DualMode
{
    /// <summary>True when a flag parameter decides that <paramref name="operation"/> runs instead of an await.</summary>
    public static bool IsInSynchronousBranch(IOperation operation)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            switch (around)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && IsFlag(choice.Condition):
                    var other = ReferenceEquals(choice.WhenTrue, child) ? choice.WhenFalse : choice.WhenTrue;
                    if (other is not null ? Awaits(other) : AwaitsAfter(choice))
                        return true;
                    break;

                case IBlockOperation block when FollowsAwaitingBranch(block, child):
                    return true;
            }

            child = around;
        }

        return false;
    }

    /// <summary><c>if (async) { await …; return; } wait();</c></summary>
    private static bool FollowsAwaitingBranch(IBlockOperation block, IOperation child)
    {
        foreach (var statement in block.Operations)
        {
            if (ReferenceEquals(statement, child))
                return false;
            if (statement is IConditionalOperation { WhenFalse: null } choice && IsFlag(choice.Condition) && Awaits(choice.WhenTrue) && Leaves(choice.WhenTrue))
                return true;
        }

        return false;
    }

    /// <summary><c>if (!async) { wait(); return; } await …;</c></summary>
    private static bool AwaitsAfter(IConditionalOperation choice) =>
        choice.Parent is IBlockOperation block
        && Leaves(choice.WhenTrue)
        && block.Operations.SkipWhile(statement => !ReferenceEquals(statement, choice)).Skip(1).Any(Awaits);

    private static bool Leaves(IOperation branch) =>
        branch is IReturnOperation || (branch is IBlockOperation { Operations: { Length: > 0 } statements } && statements[statements.Length - 1] is IReturnOperation);

    private static bool Awaits(IOperation branch) => branch.OwnOperations().Any(o => o is IAwaitOperation);

    private static bool IsFlag(IOperation condition)
    {
        condition = condition.Unwrapped();
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand })
            condition = operand.Unwrapped();
        return condition is IParameterReferenceOperation { Parameter.Type.SpecialType: SpecialType.System_Boolean };
    }
}
