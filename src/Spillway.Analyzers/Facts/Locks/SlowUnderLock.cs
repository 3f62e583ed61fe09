using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Work that keeps a thread for long while it holds a lock.</summary>
/// <param name="Call">The call in the body that holds the lock.</param>
/// <param name="Lock">The innermost lock.</param>
/// <param name="Burden">What takes so long.</param>
internal sealed record SlowUnderLock(CallSite Call, HeldLock Lock, Burden Burden)
{
    public static ImmutableArray<SlowUnderLock> FindIn(MethodFacts method)
    {
        var sets = method.LockSets;
        if (sets.Acquisitions.IsEmpty)
            return ImmutableArray<SlowUnderLock>.Empty;

        var found = ImmutableArray.CreateBuilder<SlowUnderLock>();
        foreach (var call in method.Calls)
        {
            var at = call.Operation is IForEachLoopOperation loop ? loop.Collection.Unwrapped().Syntax : call.Operation.Syntax;
            if (sets.InnermostAt(at) is not { } held || IsOfLocks(call.Operation, sets, method.Model))
                continue;

            if (call.Cost.Blocking is { } wait && Counts(wait, held, call, method))
                found.Add(new SlowUnderLock(call, held, wait));
            else if (call.Cost is { Blocks: false, Computing: { } computing } && !IsUnderLockOfCallee(computing, method.Model))
                found.Add(new SlowUnderLock(call, held, computing));
        }

        return found.ToImmutable();
    }

    /// <summary>Waiting for a second lock is a matter of lock order.</summary>
    private static bool IsOfLocks(IOperation operation, LockSets sets, ConcurrencyModel model) =>
        operation is IInvocationOperation call && model.Locks.Apis.Of(call) is not null
        || sets.Acquisitions.Any(a => a.Taken.Site == operation.Syntax) || sets.Releases.Any(r => r.Site == operation.Syntax);

    private static bool Counts(Burden wait, HeldLock held, CallSite call, MethodFacts method)
    {
        // A stream of which nobody knows what is behind it may be memory.
        var model = method.Model;
        if (wait.Kind is BlockKind.Stream or BlockKind.None || IsUnderLockOfCallee(wait, model))
            return false;

        var innermost = OperationAt(wait.Innermost.Location, model);
        if (innermost is IInvocationOperation inner)
        {
            // Monitor.Wait hands the lock back; other locks are a matter of lock order.
            if (inner.TargetMethod is { Name: "Wait", ContainingType.Name: "Monitor" } || model.Locks.Apis.Of(inner) is not null)
                return false;
        }

        return !FillsOnce(call.Operation)
            && !(wait.Kind is not (BlockKind.Sleep or BlockKind.Task or BlockKind.Wait) && innermost is not null && LockPurpose.IsToSerialise(innermost, wait, held, call, method));
    }

    /// <summary>True when a callee on the way takes a lock of its own around the work: that one is the innermost.</summary>
    private static bool IsUnderLockOfCallee(Burden burden, ConcurrencyModel model)
    {
        foreach (var step in burden.Path.Skip(1))
        {
            if (OperationAt(step.Location, model) is { } operation && model.Locks.Of(FlowGraphs.FunctionOf(operation).Syntax).InnermostAt(operation.Syntax) is not null)
                return true;
        }

        return false;
    }

    public static IOperation? OperationAt(Location location, ConcurrencyModel model) =>
        location.SourceTree is { } tree && model.Compilation.ContainsSyntaxTree(tree)
            ? model.Semantics(tree).GetOperation(tree.GetRoot().FindNode(location.SourceSpan, getInnermostNodeForTie: true))
            : null;

    private static bool Asks(ILockOperation section, IFieldSymbol field) =>
        section.Body.OwnOperations().OfType<IConditionalOperation>().Any(c => c.Type is null && c.WhenTrue.OwnOperations().Any(o => o is IReturnOperation)
            && c.Condition.OwnOperations().OfType<IFieldReferenceOperation>().Any(f => SymbolEqualityComparer.Default.Equals(f.Field, field)));

    /// <summary>
    /// True inside <c>if (x == null) x = …</c>: it happens once, and everybody who comes meanwhile needs the result anyway.
    /// </summary>
    private static bool FillsOnce(IOperation call)
    {
        if (IsCheckedTwice(call))
            return true;

        var child = call;
        foreach (var around in call.OwnAncestors())
        {
            // A section that returns what is there already, and else sets it.
            if (around is ILockOperation section)
                return call.OwnAncestors().OfType<ISimpleAssignmentOperation>().FirstOrDefault()?.Target is IFieldReferenceOperation set && Asks(section, set.Field);
            if (around is ICoalesceAssignmentOperation { Target: IFieldReferenceOperation })
                return true;
            if (around is IConditionalOperation { Condition: var condition, WhenTrue: var then } && ReferenceEquals(then, child)
                && condition.OwnOperations().OfType<IFieldReferenceOperation>().Any(tested => then.OwnOperations().Any(o => o is IAssignmentOperation { Target: IFieldReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Field, tested.Field))))
            {
                return true;
            }

            child = around;
        }

        return false;
    }

    /// <summary>
    /// True under a check that was made before the lock as well: <c>if (_ready) return; lock (_gate) { if (_ready) return; … }</c>. Only those who
    /// come before the first is done wait.
    /// </summary>
    private static bool IsCheckedTwice(IOperation call)
    {
        var inside = new List<ISymbol>();
        var child = call;
        foreach (var around in call.OwnAncestors())
        {
            switch (around)
            {
                case ILockOperation section:
                    return inside.Count > 0 && ChecksBefore(section).Any(asked => inside.Contains(asked, SymbolEqualityComparer.Default));

                case IConditionalOperation { Type: null } check when !ReferenceEquals(check.Condition, child):
                    inside.AddRange(AskedIn(check.Condition));
                    break;

                case IBlockOperation block:
                    inside.AddRange(block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child)).OfType<IConditionalOperation>().Where(Leaves).SelectMany(check => AskedIn(check.Condition)));
                    break;
            }

            child = around;
        }

        return false;
    }

    private static IEnumerable<ISymbol> ChecksBefore(ILockOperation section)
    {
        IOperation child = section;
        foreach (var around in section.OwnAncestors())
        {
            if (around is IConditionalOperation { Type: null } check && !ReferenceEquals(check.Condition, child))
            {
                foreach (var asked in AskedIn(check.Condition))
                    yield return asked;
            }

            if (around is IBlockOperation block)
            {
                foreach (var asked in block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child)).OfType<IConditionalOperation>().Where(Leaves).SelectMany(guard => AskedIn(guard.Condition)))
                    yield return asked;
            }

            child = around;
        }
    }

    private static bool Leaves(IConditionalOperation check) => check.WhenTrue.OwnOperations().Any(o => o is IReturnOperation);

    private static IEnumerable<ISymbol> AskedIn(IOperation condition) =>
        condition.OwnOperations().Select(o => o switch
        {
            IFieldReferenceOperation { Field: var field } => (ISymbol)field,
            ILocalReferenceOperation { Local: var local } => local,
            _ => null,
        }).OfType<ISymbol>();
}
