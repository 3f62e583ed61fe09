using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is open or held around a loop or another statement: transactions, locks, permits.</summary>
internal static class Surroundings
{
    /// <summary>Why the work of <paramref name="work"/> belongs together, or null when nothing says so.</summary>
    public static Verdict? Of(IOperation work, ConcurrencyModel model)
    {
        var child = work;
        foreach (var around in work.OwnAncestors())
        {
            switch (around)
            {
                case ILockOperation held:
                    return LoopIndependence.No(Reason.LockHeld, Witness.At(held.LockedValue, "this lock is held around the loop"));

                case IUsingOperation scope when Opens(scope.Resources, model) is { } verdict:
                    return verdict;

                case IBlockOperation block:
                    foreach (var statement in block.Operations)
                    {
                        if (ReferenceEquals(statement, child))
                            break;
                        if (Opens(statement, model) is { } verdict)
                            return verdict;
                    }

                    break;
            }

            child = around;
        }

        return null;
    }

    private static Verdict? Opens(IOperation statement, ConcurrencyModel model)
    {
        foreach (var operation in statement.OwnOperations())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol.Type: var type } declarator when (model.Apis.Of(type) & ApiFlags.Transaction) != 0:
                    return LoopIndependence.No(Reason.Transaction, Witness.At(declarator, "this transaction is open around the loop"));

                case IInvocationOperation call:
                    var flags = model.Apis.Of(call.TargetMethod);
                    if ((flags & ApiFlags.Acquires) != 0 && !IsReleasedIn(statement, model))
                        return LoopIndependence.No(Reason.LockHeld, Witness.At(call, "a permit is held around the loop"));
                    break;
            }
        }

        return null;
    }

    private static bool IsReleasedIn(IOperation statement, ConcurrencyModel model) =>
        statement.OwnOperations().OfType<IInvocationOperation>().Any(call => (model.Apis.Of(call.TargetMethod) & ApiFlags.Releases) != 0);
}
