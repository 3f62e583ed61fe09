using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What becomes of a task of tasks: is the inner one ever looked at?</summary>
internal static class OuterTaskUse
{
    /// <summary>How <paramref name="task"/> is used where only the outer task counts, and where; null where the inner one may be used too.</summary>
    public static (string? Use, IOperation? At) Of(IOperation task)
    {
        var (value, isPlain) = Widened(task);
        switch (value.Parent)
        {
            case IAwaitOperation awaited:
                return IsStatement(awaited) ? ("awaited", awaited) : default;

            case IInvocationOperation call when ReferenceEquals(call.Instance, value):
                return OfReceiver(call, task);

            case IReturnOperation exit when isPlain:
                return ("returned", exit);

            case IReturnOperation exit when Gathered(exit) is { } all:
                return ("awaited", all);

            case IArgumentOperation { Parent: IInvocationOperation taker } when isPlain:
                return ($"passed to '{taker.TargetMethod.Name}'", taker);

            case IArgumentOperation { Parent: IObjectCreationOperation { Type: { } type } taker } when isPlain:
                return ($"passed to '{type.Name}'", taker);

            case IArrayInitializerOperation array when isPlain:
                return ("gathered in an array", array);

            case IAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } assignment when isPlain:
                return ($"kept in '{member.Name}'", assignment);

            case IAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when isPlain:
                return ($"kept in '{local.Name}'", assignment);

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } declaration:
                return isPlain ? ($"kept in '{local.Name}'", declaration) : OfLocal(local, declaration);

            default:
                return default;
        }
    }

    /// <summary>
    /// For what the lambda of a query gives: the <c>WhenAll</c> over all of them that ends with the outer tasks, where nobody uses what it gives.
    /// </summary>
    private static IOperation? Gathered(IReturnOperation exit)
    {
        var user = exit.User(static around => around is IBlockOperation or IAnonymousFunctionOperation or IDelegateCreationOperation);
        while (user is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable", Name: "Select" or "ToList" or "ToArray" } } query })
            user = query.User();

        if (user is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declared })
        {
            var uses = declared.Root().DescendantsAndSelf().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local)).ToList();
            if (uses.Count != 1)
                return null;
            user = uses[0].User();
        }

        return user is IArgumentOperation { Parent: IInvocationOperation all } && TaskApis.Of(all.TargetMethod) is TaskApi.WhenAll or TaskApi.WaitAll
            && (IsStatement(all) || all.Parent is IAwaitOperation awaited && IsStatement(awaited))
            ? all
            : null;
    }

    /// <summary>True when nobody looks at <paramref name="task"/> at all.</summary>
    public static bool IsDropped(IOperation task)
    {
        var (value, _) = Widened(task);
        return IsStatement(value) || value.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    /// <summary>The value behind its conversions, and whether one of them has forgotten that there is a task inside.</summary>
    private static (IOperation Value, bool IsPlain) Widened(IOperation task)
    {
        var isPlain = false;
        while (task.Parent is IConversionOperation or IParenthesizedOperation or IConditionalOperation { Type: not null })
        {
            if (task.Parent is IConditionalOperation choice && ReferenceEquals(choice.Condition, task))
                break;
            task = task.Parent;
            isPlain = task.Type.IsTaskLike() && task.Type.AwaitedResult() is null;
        }

        return (task, isPlain);
    }

    private static (string? Use, IOperation? At) OfReceiver(IInvocationOperation call, IOperation task)
    {
        switch (TaskApis.Of(call.TargetMethod))
        {
            // The configured form and the awaiter are the same task still.
            case TaskApi.View when call.Parent is IAwaitOperation awaited:
                return IsStatement(awaited) ? ("awaited", awaited) : default;

            case TaskApi.View when call.Parent is IInvocationOperation next && ReferenceEquals(next.Instance, call):
                return TaskApis.Of(next.TargetMethod) == TaskApi.GetResult && IsStatement(next) ? ("waited for", next) : OfReceiver(next, task);

            case TaskApi.Wait:
                return ("waited for", call);

            case TaskApi.GetResult when IsStatement(call):
                return ("waited for", call);

            case TaskApi.ContinueWith when !LooksInside(call):
                return ("continued", call);

            default:
                return default;
        }
    }

    /// <summary>True when a continuation looks at the result of its antecedent, which is the inner task.</summary>
    private static bool LooksInside(IInvocationOperation continuation)
    {
        foreach (var argument in continuation.Arguments)
        {
            if (argument.Value.Unwrapped() is IDelegateCreationOperation { Target: var target })
            {
                if (target is not IAnonymousFunctionOperation { Symbol.Parameters: { Length: > 0 } parameters, Body: { } body })
                    return true;
                return body.DescendantsAndSelf().Any(o => o is IParameterReferenceOperation { Parameter: var used } && SymbolEqualityComparer.Default.Equals(used, parameters[0]));
            }
        }

        return true;
    }

    private static (string? Use, IOperation? At) OfLocal(ILocalSymbol local, IOperation declaration)
    {
        (string? Use, IOperation? At) first = default;
        foreach (var operation in declaration.Root().DescendantsAndSelf())
        {
            if (operation is not ILocalReferenceOperation { Local: var used } || !SymbolEqualityComparer.Default.Equals(used, local))
                continue;

            // Another look at the outer task only: it says nothing about the inner one.
            if (operation.Parent is IPropertyReferenceOperation { Property: var property } && TaskApis.Of(property) is TaskApi.IsCompleted or TaskApi.Status)
                continue;

            var one = Of(operation);
            if (one.Use is null)
                return default;
            first = first.Use is null ? one : first;
        }

        return first;
    }

    private static bool IsStatement(IOperation value) => value.Parent is IExpressionStatementOperation;
}
