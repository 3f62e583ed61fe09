using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Work that keeps a thread for long while it holds a lock.</summary>
/// <param name="Operation">The first call or loop in the body that does so under this lock.</param>
/// <param name="Name">What a message says of it.</param>
/// <param name="Location">Where it is.</param>
/// <param name="Lock">The innermost lock.</param>
/// <param name="Burden">What takes so long.</param>
internal sealed record SlowUnderLock(IOperation Operation, string Name, Location Location, HeldLock Lock, Burden Burden)
{
    /// <summary>True where hardly anybody waits who would not have to do the same work, or where the wait is a short one.</summary>
    public bool WeighsLess { get; private init; }

    /// <summary>True for a loop of the section itself.</summary>
    public bool IsLoop => Operation is ILoopOperation;

    /// <summary>Where the call may move to, out of the lock; null where it has to stay.</summary>
    public string? Rewrite { get; private init; }

    /// <summary>More slow calls under the same lock, and sections that come to the same wait.</summary>
    public ImmutableArray<Witness> Others { get; private init; } = ImmutableArray<Witness>.Empty;

    public static ImmutableArray<SlowUnderLock> FindIn(MethodFacts method)
    {
        var sets = method.LockSets;
        if (sets.Acquisitions.IsEmpty)
            return ImmutableArray<SlowUnderLock>.Empty;

        var found = new List<SlowUnderLock>();
        foreach (var call in method.Calls)
        {
            var at = call.Operation is IForEachLoopOperation loop ? loop.Collection.Unwrapped().Syntax : call.Operation.Syntax;
            if (sets.InnermostAt(at) is not { } held || IsOfLocks(call.Operation, sets, method.Model) || LockOfTasks.IsOfOne(held) || IsOnlyTried(held, method.Model))
                continue;

            if (call.Cost.Blocking is { } wait && Counts(wait, held, call.Operation, method.Model))
                found.Add(new SlowUnderLock(call.Operation, call.Name, call.Location, held, wait));
            else if (call.Cost is { Blocks: false, Computing: { } computing } && !IsUnderLockOfCallee(computing, method.Model) && !FillsOnce(call.Operation))
                found.Add(new SlowUnderLock(call.Operation, call.Name, call.Location, held, computing));
        }

        foreach (var loop in method.Operations.OfType<ILoopOperation>())
        {
            if (LockAround(loop, sets) is { } held && !LockOfTasks.IsOfOne(held) && !IsOnlyTried(held, method.Model)
                && method.Model.Cost.OfLoop(loop) is { } work && !FillsOnce(loop) && !found.Any(slow => slow.Burden.Kind == BlockKind.None && loop.Syntax.Span.Contains(slow.Location.SourceSpan)))
            {
                found.Add(new SlowUnderLock(loop, loop.Syntax.GetFirstToken().ValueText, work.Innermost.Location, held, work));
            }
        }

        // One section is one finding: who mends it looks at all of it. For a lock that nobody else has, nobody waits.
        return found.Where(slow => !SharedLock.IsFresh(slow.Lock.Lock, method)).GroupBy(slow => slow.Lock.Site).Select(section => OfSection(section.ToList(), method.Model)).OfType<SlowUnderLock>().ToImmutableArray();
    }

    /// <summary>The lock of the statement around a loop, where that is the innermost one in all of the loop.</summary>
    private static HeldLock? LockAround(ILoopOperation loop, LockSets sets)
    {
        if (loop.OwnAncestors().OfType<ILockOperation>().FirstOrDefault() is not { } section)
            return null;

        var held = loop.Body.OwnOperations().Select(o => sets.InnermostAt(o.Syntax)).FirstOrDefault(h => h is not null);
        return held is { Site.Span: var site } && section.Syntax.Span.Contains(site) && !loop.Syntax.Span.Contains(site) ? held : null;
    }

    private static SlowUnderLock? OfSection(List<SlowUnderLock> calls, ConcurrencyModel model)
    {
        var first = calls.FirstOrDefault(call => call.Burden.IsSlow) ?? calls[0];
        var others = calls.Where(call => call != first).Select(call => new Witness(call.Location, "more slow work under the same lock")).ToImmutableArray();
        if (calls.Count == 1 && !first.IsLoop && first.Burden is { IsDirect: true, Kind: BlockKind.Sleep or BlockKind.Wait or BlockKind.Task or BlockKind.None })
            first = first with { Rewrite = Movable.Of(first.Operation, model) };
        if (first.Burden.Kind == BlockKind.None)
            return first with { Others = others, WeighsLess = first.Burden.IsOfUnknownSize };

        // The same wait, in a callee of several sections of one lock, is mended at one place.
        var sections = LockSections.Of(first.Lock, model);
        var alike = sections.Where(section => !first.Burden.IsDirect && section.Waits.Any(other => other.Wait.Innermost.Location == first.Burden.Innermost.Location)).ToList();
        if (alike.Count > 1 && alike[0].Site != first.Lock.Site && alike.Any(section => section.Site == first.Lock.Site))
            return null;

        others = others.AddRange(alike.Where(section => section.Site != first.Lock.Site).Select(section => Witness.At(section.Site, "here as well")));
        return first with { Others = others, WeighsLess = IsMinor(first, sections, model) };
    }

    private static bool IsMinor(SlowUnderLock slow, ImmutableArray<LockSection> sections, ConcurrencyModel model) => slow.Burden.Kind switch
    {
        BlockKind.Sleep => false,
        BlockKind.Disk => true,
        _ when AfterFailure.Is(slow.Burden, model) => true,

        // The tasks of one call wait for each other, and nobody else does.
        BlockKind.Database when LockOfTasks.IsOfCall(slow.Lock) || IsOfSharedContext(slow, model) => true,
        BlockKind.Wait when IsOwnSignal(slow, model) => true,
        BlockKind.Task when !TaskOrigin.IsStartedHere(slow.Burden, model) => true,
        _ => !sections.Any(section => section.IsQuick) && !(sections.Length <= 1 && sections.All(section => section.UsesState)),
    };

    /// <summary>True for a context that the object keeps, as the lock does: whether several threads ever have that object is for others to say.</summary>
    private static bool IsOfSharedContext(SlowUnderLock slow, ConcurrencyModel model) =>
        slow.Lock.Lock.Root is not (LockRoot.Static or LockRoot.Type) && model.OperationAt(slow.Burden.Innermost.Location) is { } innermost
        && LockPurpose.ResourcesOf(innermost, slow.Burden, slow.Operation, model).Any();

    /// <summary>True for an event that the section resets itself before it waits for it: another one who did that meanwhile would spoil it.</summary>
    private static bool IsOwnSignal(SlowUnderLock slow, ConcurrencyModel model)
    {
        if (model.OperationAt(slow.Burden.Innermost.Location) is not IInvocationOperation { Instance: { } waited } wait || waited.Unwrapped() is not IFieldReferenceOperation { Field: var field } || !slow.Burden.IsDirect)
            return false;

        return wait.OwnAncestors().OfType<ILockOperation>().FirstOrDefault() is { } section
            && section.Body.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod.Name: "Reset", Instance: { } reset } && reset.Unwrapped() is IFieldReferenceOperation { Field: var other } && SymbolEqualityComparer.Default.Equals(field, other)
                && o.Syntax.SpanStart < wait.Syntax.SpanStart);
    }

    /// <summary>Whoever finds such a lock taken goes away: the second instance of a program, a round that is still running. Nobody queues.</summary>
    private static bool IsOnlyTried(HeldLock held, ConcurrencyModel model) =>
        IsTried(held.Site, model) && LockSections.Of(held, model).All(section => IsTried(section.Site, model));

    private static bool IsTried(SyntaxNode site, ConcurrencyModel model)
    {
        if (model.OperationAt(site.GetLocation()) is not IInvocationOperation call)
            return false;

        var times = call.Arguments.Where(argument => argument.Parameter is { Type: { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" } }).ToList();
        return times.Count == 0 ? call.TargetMethod.Name == "TryEnter" : times.All(time => NoTime.Is(time.Value, model));
    }

    /// <summary>Waiting for a second lock is a matter of lock order.</summary>
    public static bool IsOfLocks(IOperation operation, LockSets sets, ConcurrencyModel model) =>
        operation is IInvocationOperation call && model.Locks.Apis.Of(call) is not null
        || sets.Acquisitions.Any(a => a.Taken.Site == operation.Syntax) || sets.Releases.Any(r => r.Site == operation.Syntax);

    /// <summary>True for a wait that hands the lock back meanwhile.</summary>
    public static bool HandsBack(Burden wait, ConcurrencyModel model) =>
        model.OperationAt(wait.Innermost.Location) is IInvocationOperation { TargetMethod: { Name: "Wait", ContainingType.Name: "Monitor" } };

    public static bool Counts(Burden wait, HeldLock held, IOperation call, ConcurrencyModel model)
    {
        // A stream of which nobody knows what is behind it may be memory.
        if (wait.Kind is BlockKind.Stream or BlockKind.None || IsUnderLockOfCallee(wait, model))
            return false;

        // Monitor.Wait hands the lock back; other locks are a matter of lock order.
        var innermost = model.OperationAt(wait.Innermost.Location);
        if (HandsBack(wait, model) || innermost is IInvocationOperation inner && model.Locks.Apis.Of(inner) is not null)
            return false;

        // Whoever sleeps gets nothing done that others would need.
        return (wait.Kind == BlockKind.Sleep || !FillsOnce(call)) && !(wait.Kind == BlockKind.Task && TaskOrigin.IsSettled(wait, model))
            && !(wait.Kind is not (BlockKind.Sleep or BlockKind.Task or BlockKind.Wait) && innermost is not null && LockPurpose.IsToSerialise(innermost, wait, held, call, model));
    }

    /// <summary>True when a callee on the way takes a lock of its own around the work: that one is the innermost.</summary>
    private static bool IsUnderLockOfCallee(Burden burden, ConcurrencyModel model)
    {
        foreach (var step in burden.Path.Skip(1))
        {
            if (model.OperationAt(step.Location) is { } operation && model.Locks.Of(FlowGraphs.FunctionOf(operation).Syntax).InnermostAt(operation.Syntax) is not null)
                return true;
        }

        return false;
    }

    private static bool Asks(ILockOperation section, IFieldSymbol field) =>
        section.Body.OwnOperations().OfType<IConditionalOperation>().Any(c => c.Type is null && AsksWhether(c.Condition) && c.WhenTrue.OwnOperations().Any(o => o is IReturnOperation)
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
            if (around is IConditionalOperation { Condition: var condition, WhenTrue: var then } && ReferenceEquals(then, child) && AsksWhether(condition)
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
                    inside.AddRange(block.ChoicesBefore(child).Where(Leaves).SelectMany(check => AskedIn(check.Condition)));
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
                foreach (var asked in block.ChoicesBefore(child).Where(Leaves).SelectMany(guard => AskedIn(guard.Condition)))
                    yield return asked;
            }

            child = around;
        }
    }

    /// <summary>True for a question after what is there; what expires, is used up or has another version is fetched again and again.</summary>
    private static bool AsksWhether(IOperation condition) => !condition.OwnOperations().Any(o => o is IBinaryOperation { LeftOperand: var left, RightOperand: var right } compare && compare.OperatorKind switch
    {
        BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => true,
        BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals => !left.Unwrapped().ConstantValue.HasValue && !right.Unwrapped().ConstantValue.HasValue,
        _ => false,
    });

    private static bool Leaves(IConditionalOperation check) => check.WhenTrue.OwnOperations().Any(o => o is IReturnOperation);

    private static IEnumerable<ISymbol> AskedIn(IOperation condition) =>
        condition.OwnOperations().Select(o => o switch
        {
            IFieldReferenceOperation { Field: var field } => (ISymbol)field,
            ILocalReferenceOperation { Local: var local } => local,
            _ => null,
        }).OfType<ISymbol>();
}
