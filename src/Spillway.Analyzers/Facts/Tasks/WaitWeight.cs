using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Where a thread that waits for a task is true, and nobody is worse off for it: such findings are suggestions.</summary>
internal static class WaitWeight
{
    /// <summary>True where little is gained.</summary>
    public static bool IsSmall(TaskWait wait, MethodFacts method) => wait.Reason.NeedsOtherForm || IsPace(wait.Operation) || IsOfStart(wait.Operation, method);

    /// <summary>
    /// <c>while (!done.Wait(500)) Console.Write(".");</c>: the time-out is the pace of the loop, and an awaited form would throw where this one answers.
    /// </summary>
    private static bool IsPace(IOperation wait)
    {
        if (wait is not IInvocationOperation { TargetMethod: { Name: "Wait", ReturnType.SpecialType: SpecialType.System_Boolean } })
            return false;

        IOperation child = wait;
        while (child.Parent is IUnaryOperation or IBinaryOperation or IParenthesizedOperation or IConversionOperation)
            child = child.Parent;
        return child.Parent is IWhileLoopOperation loop && ReferenceEquals(loop.Condition, child);
    }

    /// <summary>What a program does once, before it serves anybody, keeps nobody else waiting.</summary>
    private static bool IsOfStart(IOperation wait, MethodFacts method) =>
        method.Model.IsEntryPoint(method.Owner) && method.RootAround is null
            && !wait.OwnAncestors().Any(around => around is ILoopOperation)
        || method.Model.RunsOnce.At(wait, method);
}
