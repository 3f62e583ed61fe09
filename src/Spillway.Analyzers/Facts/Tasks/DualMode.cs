using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Code that serves synchronous and asynchronous callers by a flag. Its synchronous branch waits because that was asked for, and
/// calling it with the flag off gives a task that is complete.
/// </summary>
internal static class DualMode
{
    /// <summary>True for a wait in the branch for synchronous callers, or for a task that was made for them.</summary>
    public static bool IsSynchronousBranch(IOperation wait, ImmutableArray<IOperation> tasks) => IsInBranch(wait) || tasks.Any(IsAskedForSynchronously);

    private static bool IsInBranch(IOperation wait)
    {
        var child = wait;
        for (var around = wait.Parent; around is not null; child = around, around = around.Parent)
        {
            switch (around)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && IsFlag(choice.Condition) && Awaits(child, choice):
                    return true;

                // 'if (async) { … await …; return; }' leaves the rest to the others.
                case IBlockOperation block when block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child))
                    .Any(statement => statement is IConditionalOperation { WhenFalse: null } choice && IsFlag(choice.Condition) && HasAwait(choice.WhenTrue)
                        && choice.WhenTrue.OwnOperations().Any(o => o is IReturnOperation)):
                    return true;

                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        return false;
    }

    private static bool Awaits(IOperation branch, IConditionalOperation choice)
    {
        if (HasAwait(ReferenceEquals(choice.WhenTrue, branch) ? choice.WhenFalse : choice.WhenTrue))
            return true;

        // Without an 'else', what follows the branch is the other one.
        return choice.WhenFalse is null && branch.OwnOperations().Any(o => o is IReturnOperation)
            && choice.Parent is IBlockOperation block && block.Operations.SkipWhile(statement => !ReferenceEquals(statement, choice)).Skip(1).Any(HasAwait);
    }

    private static bool HasAwait(IOperation? operation) => operation is not null && operation.OwnOperations().Any(o => o is IAwaitOperation);

    private static bool IsFlag(IOperation condition) => condition.Unwrapped() switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => IsFlag(operand),
        IParameterReferenceOperation { Parameter.Type.SpecialType: SpecialType.System_Boolean } => true,
        _ => false,
    };

    // The name of the flag is the convention by which such methods are known.
    private static bool IsAskedForSynchronously(IOperation task)
    {
        while (task.Unwrapped() is IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (argument is { Parameter: { Type.SpecialType: SpecialType.System_Boolean, Name: var name }, Value.ConstantValue: { HasValue: true, Value: bool value } }
                    && ((!value && name is "async" or "isAsync" or "useAsync" or "runAsync") || (value && name is "sync" or "isSync")))
                {
                    return true;
                }
            }

            if (TaskApis.Of(call.TargetMethod) != TaskApi.View || TaskApis.ReceiverOf(call) is not { } receiver)
                return false;
            task = receiver;
        }

        return false;
    }
}
