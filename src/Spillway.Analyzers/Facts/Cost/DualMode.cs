using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A method that serves synchronous and asynchronous callers with a flag: where the flag chooses between an await and a call that
/// waits, the call is the synchronous caller's own wish. A flag that comes with an object counts where the other way out hands out
/// the same task, or that of the same call.
/// </summary>
internal static class DualMode
{
    /// <summary>True when a flag decides that <paramref name="operation"/> runs instead of an await.</summary>
    public static bool IsInSynchronousBranch(IOperation operation)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            switch (around)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                    var other = ReferenceEquals(choice.WhenTrue, child) ? choice.WhenFalse : choice.WhenTrue;
                    if (IsFlag(choice.Condition) && (other is not null ? Awaits(other) : AwaitsAfter(choice)))
                        return true;
                    if (AsksFlag(choice.Condition) && (choice.Type.IsTaskLike() && IsSameTask(other, operation) || HandOutSame(WaysOut(choice, other), operation)))
                        return true;
                    break;

                case IBlockOperation block when FollowsAwaitingBranch(block, child, operation):
                    return true;
            }

            child = around;
        }

        return false;
    }

    /// <summary>
    /// True in a function that asks a flag of its own, or of a function around it, whether to await: an await without that question would take the synchronous way from those who asked
    /// for it. The name of the flag is the convention by which such methods are known.
    /// </summary>
    public static bool Steers(MethodFacts method) => method.Operations.Any(o => o is IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } flag } && NamingConventions.SaysWhetherToAwait(flag.Name));

    /// <summary><c>if (async) { await …; return; } wait();</c>, also with <c>return task;</c></summary>
    private static bool FollowsAwaitingBranch(IBlockOperation block, IOperation child, IOperation operation) =>
        block.ChoicesBefore(child).Any(choice => choice.WhenFalse is null && choice.WhenTrue.EndsInReturn()
            && (IsFlag(choice.Condition) && Awaits(choice.WhenTrue) || AsksFlag(choice.Condition) && HandOutSame(new[] { choice.WhenTrue }, operation)));

    /// <summary><c>if (!async) { wait(); return; } await …;</c></summary>
    private static bool AwaitsAfter(IConditionalOperation choice) =>
        choice.Parent is IBlockOperation block
        && choice.WhenTrue.EndsInReturn()
        && block.Operations.SkipWhile(statement => !ReferenceEquals(statement, choice)).Skip(1).Any(Awaits);

    /// <summary><c>if (call.IsSynchronous) wait for the task; return task;</c></summary>
    private static bool HandOutSame(IEnumerable<IOperation> ways, IOperation operation) => ways.SelectMany(statement => statement.OwnOperations()).Any(o => o switch
    {
        IAwaitOperation { Operation: var task } => IsSameTask(task, operation),
        IReturnOperation { ReturnedValue: { } task } => task.Type.IsTaskLike() && IsSameTask(task, operation),
        _ => false,
    });

    /// <summary>The other branch, or what runs after a choice that has none.</summary>
    private static IEnumerable<IOperation> WaysOut(IConditionalOperation choice, IOperation? other)
    {
        var after = choice.Parent is IBlockOperation block ? block.Operations.SkipWhile(statement => !ReferenceEquals(statement, choice)).Skip(1) : Enumerable.Empty<IOperation>();
        return other is null ? after : after.Prepend(other);
    }

    /// <summary><c>async ? CallAsync() : Task.FromResult(Call())</c>: the task is that of the call that waits.</summary>
    private static bool IsSameTask(IOperation? task, IOperation operation) =>
        task is not null && SourceOf(operation) is { } source && SourceOf(task) is { } handedOut && IsSame(source, handedOut);

    private static bool IsSame(ISymbol waited, ISymbol handedOut) => (waited, handedOut) switch
    {
        (IMethodSymbol a, IMethodSymbol b) => b.Name == a.Name || b.Name == a.Name + "Async" || (a.Name == "Sleep" && b.Name == "Delay"),
        _ => SymbolEqualityComparer.Default.Equals(waited, handedOut),
    };

    /// <summary>What is waited for, or handed out: the variable that holds the task, or the method that makes it.</summary>
    private static ISymbol? SourceOf(IOperation operation)
    {
        for (var current = operation.Unwrapped(); ;)
        {
            switch (current)
            {
                case IInvocationOperation { Instance: { } receiver } call when TaskApis.Of(call.TargetMethod) != TaskApi.None:
                    current = receiver.Unwrapped();
                    continue;
                case IPropertyReferenceOperation { Instance: { } task } property when TaskApis.Of(property.Property) == TaskApi.Result:
                    current = task.Unwrapped();
                    continue;
                case IInvocationOperation call:
                    return call.TargetMethod;
                case ILocalReferenceOperation local:
                    return local.Local;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                default:
                    return null;
            }
        }
    }

    private static bool Awaits(IOperation branch) => branch.OwnOperations().Any(o => o is IAwaitOperation);

    private static bool AsksFlag(IOperation condition)
    {
        condition = condition.Unwrapped();
        return condition switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => AsksFlag(operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } => condition.Terms(BinaryOperatorKind.ConditionalAnd).Any(AsksFlag),
            IMemberReferenceOperation { Type.SpecialType: SpecialType.System_Boolean, Member: IPropertySymbol or IFieldSymbol, Instance: { } instance } =>
                instance.Unwrapped() is IParameterReferenceOperation or IInstanceReferenceOperation && !instance.Type.IsTaskLike(),
            _ => IsFlag(condition),
        };
    }

    private static bool IsFlag(IOperation condition)
    {
        condition = condition.Unwrapped();
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand })
            condition = operand.Unwrapped();
        return condition is IParameterReferenceOperation { Parameter.Type.SpecialType: SpecialType.System_Boolean };
    }
}
