using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A loop that waits for whichever task of a collection completes next and takes it out, until none is left.</summary>
/// <param name="Await">The loop.</param>
/// <param name="Wait">The await of the next task.</param>
/// <param name="Collection">The variable that holds the tasks.</param>
/// <param name="Next">The variable that gets the next task; null where it has none of its own.</param>
/// <param name="Removal">What takes it out.</param>
internal sealed record DrainLoop(AwaitLoop Await, IAwaitOperation Wait, ISymbol Collection, ILocalSymbol? Next, IOperation Removal)
{
    /// <summary>What shows it.</summary>
    public ImmutableArray<Witness> Because => ImmutableArray.Create(
        Witness.At(LoopShape.Header(Await.Loop), "this loop goes on until no task is left"),
        Witness.At(Removal, "one task at a time is taken out here"));

    public static ImmutableArray<DrainLoop> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<DrainLoop>();
        foreach (var await in method.AwaitLoops)
        {
            if (Of(await, method) is { } loop)
                found.Add(loop);
        }

        return found.ToImmutable();
    }

    /// <summary>What a rewrite needs to know, or null where a stream of the tasks as they complete would not be the same.</summary>
    public ImmutableDictionary<string, string?>? RewriteIn(MethodFacts method)
    {
        // A stream has no end of its own to ask about, and leaves the collection as it is. There is none of a collection that may be null.
        var isPlain = Await.Loop is IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } && IsEmptinessTest(condition, Collection)
            && !(condition.Unwrapped() is IIsPatternOperation { Value: var asked } && Names(asked.Unwrapped(), Collection));
        if (!isPlain || Collection is not ILocalSymbol local || Next is null || !method.Model.Compilation.Has("System.Threading.Tasks.Task", "WhenEach") || Removal is not IInvocationOperation { Arguments.Length: 1 }
            || UsesBesides(local, method) || NextChanges())
        {
            return null;
        }

        return ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, Next.Name);
    }

    private static DrainLoop? Of(AwaitLoop await, MethodFacts method)
    {
        var loop = await.Loop;
        foreach (var wait in await.Awaits)
        {
            if (LoopIndependence.AwaitedCall(wait) is not { TargetMethod: { Name: "WhenAny" } any, Arguments: { Length: 1 } arguments }
                || !any.ContainingType.IsTaskLike()
                || !ReferenceEquals(wait.OwnAncestors().OfType<ILoopOperation>().FirstOrDefault(), loop)
                || CollectionIn(arguments[0].Value) is not { } collection)
            {
                continue;
            }

            var next = NextIn(wait);
            if (!RunsUntilEmpty(loop, collection) || RemovalIn(loop, collection, next, wait) is not { } removal || EndsEarly(loop, collection) || Grows(loop, collection) || IsPool(collection, wait, method) || IsFew(arguments[0].Value, method))
                continue;

            return new DrainLoop(await, wait, collection, next, removal);
        }

        return null;
    }

    /// <summary>The variable behind the tasks: itself, a copy of it, or the keys of a dictionary.</summary>
    private static ISymbol? CollectionIn(IOperation tasks)
    {
        tasks = tasks.Unwrapped();
        return tasks switch
        {
            IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" or "AsEnumerable" } copy } call when copy.ContainingAssembly.IsFramework() =>
                RepeatedStart.Variable((call.Instance ?? call.Arguments[0].Value).Unwrapped()),
            IPropertyReferenceOperation { Property.Name: "Keys" or "Values", Instance: { } dictionary } => RepeatedStart.Variable(dictionary.Unwrapped()),
            _ => RepeatedStart.Variable(tasks),
        };
    }

    private static ILocalSymbol? NextIn(IAwaitOperation wait) => wait.Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local,
        _ => null,
    };

    private static bool RunsUntilEmpty(ILoopOperation loop, ISymbol collection) => loop switch
    {
        IWhileLoopOperation { Condition: { ConstantValue: { HasValue: true, Value: true } } } =>
            loop.Body.OwnOperations().OfType<IConditionalOperation>().Any(choice => AsksFor(choice.Condition, collection)),
        IWhileLoopOperation { Condition: { } condition } => condition.OwnOperations().Any(o => IsEmptinessTest(o, collection)),
        IForLoopOperation { Condition: { } condition } counted => condition.OwnOperations().Any(o => IsEmptinessTest(o, collection)) || CountsAll(condition) || CountsDown(counted, condition, collection),
        _ => false,
    };

    /// <summary>True for a loop that has what it wants before the last task: the first success of several attempts. What ends it after a failure does so once.</summary>
    private static bool EndsEarly(ILoopOperation loop, ISymbol collection) => loop.Body.OwnOperations().Any(operation =>
    {
        if (operation is not IReturnOperation { Kind: OperationKind.Return } && !(operation is IBranchOperation branch && Exits.LeavesLoop(branch, loop)))
            return false;

        foreach (var around in operation.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, loop)))
        {
            if (around is ICatchClauseOperation
                || around is IConditionalOperation { Condition: var condition }
                && (AsksFor(condition, collection) || condition.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsFaulted" or "IsCanceled" or "IsCancellationRequested" or "Exception" })))
            {
                return false;
            }
        }

        return true;
    });

    private static bool AsksFor(IOperation condition, ISymbol collection) => condition.OwnOperations().Any(o => Names(o, collection));

    /// <summary>A counted loop over as many turns as something has elements.</summary>
    private static bool CountsAll(IOperation condition) =>
        condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, RightOperand: var most } && most.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Count" or "Length" };

    /// <summary><c>for (var left = tasks.Count; left > 0; left--)</c></summary>
    private static bool CountsDown(IForLoopOperation loop, IOperation condition, ISymbol collection) =>
        condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, LeftOperand: var left, RightOperand.ConstantValue: { HasValue: true, Value: 0 } }
        && Counters.AtEndOf(loop) is ({ } counter, -1) && SymbolEqualityComparer.Default.Equals(left.Variable(), counter)
        && Counters.StartOf(loop, counter) is { } start && IsCountOf(start.Unwrapped(), collection);

    /// <summary><c>tasks.Any()</c>, <c>tasks.Count > 0</c> and the like.</summary>
    public static bool IsEmptinessTest(IOperation condition, ISymbol collection)
    {
        switch (condition.Unwrapped())
        {
            case IInvocationOperation { TargetMethod.Name: "Any", Arguments: { Length: <= 1 } arguments } call:
                return (call.Instance ?? arguments.FirstOrDefault()?.Value) is { } asked && Names(asked.Unwrapped(), collection);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, LeftOperand: var count, RightOperand.ConstantValue: { HasValue: true, Value: 0 } }:
                return IsCountOf(count, collection);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual, LeftOperand: var count, RightOperand.ConstantValue: { HasValue: true, Value: 1 } }:
                return IsCountOf(count, collection);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals, LeftOperand.ConstantValue: { HasValue: true, Value: 0 }, RightOperand: var count }:
                return IsCountOf(count, collection);

            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: IPropertyReferenceOperation { Property.Name: "IsEmpty", Instance: { } emptied } }:
                return Names(emptied, collection);

            // 'tasks.Count is > 0', 'tasks is { Count: > 0 }', 'tasks is not { Count: 0 }', 'tasks is not []'.
            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                return IsCountOf(value, collection) ? IsSome(pattern) : Names(value.Unwrapped(), collection) && HasSome(pattern);

            default:
                return false;
        }
    }

    /// <summary>A pattern that every number of elements fits but none.</summary>
    private static bool IsSome(IPatternOperation pattern) => pattern switch
    {
        IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.GreaterThan, Value.ConstantValue: { HasValue: true, Value: 0 } } => true,
        IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual, Value.ConstantValue: { HasValue: true, Value: 1 } } => true,
        INegatedPatternOperation { Pattern: var none } => IsNone(none),
        _ => false,
    };

    private static bool IsNone(IPatternOperation pattern) => pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } };

    private static bool HasSome(IPatternOperation pattern) => pattern switch
    {
        IRecursivePatternOperation => CountIn(pattern) is { } count && IsSome(count),
        INegatedPatternOperation { Pattern: IListPatternOperation { Patterns.IsEmpty: true } } => true,
        INegatedPatternOperation { Pattern: var none } => CountIn(none) is { } count && IsNone(count),
        _ => false,
    };

    private static IPatternOperation? CountIn(IPatternOperation pattern) =>
        pattern is IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns: { Length: 1 } only }
        && only[0] is { Member: IPropertyReferenceOperation { Property.Name: "Count" or "Length" }, Pattern: var count }
            ? count
            : null;

    private static bool IsCountOf(IOperation count, ISymbol collection) => count.Unwrapped() switch
    {
        IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } counted } => Names(counted.Unwrapped(), collection),
        IInvocationOperation { TargetMethod.Name: "Count", Arguments: { Length: 1 } arguments } => Names(arguments[0].Value.Unwrapped(), collection),
        _ => false,
    };

    private static bool Names(IOperation expression, ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(RepeatedStart.Variable(expression), symbol);

    /// <summary>What makes the collection smaller by the task that has completed.</summary>
    private static IOperation? RemovalIn(ILoopOperation loop, ISymbol collection, ILocalSymbol? next, IAwaitOperation wait)
    {
        foreach (var operation in loop.Body.OwnOperations())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "Remove" or "RemoveAt" or "RemoveAll" or "TryRemove", Instance: { } from } call when Names(from.Unwrapped(), collection):
                    if (call.TargetMethod.Name is "RemoveAt" or "RemoveAll" || call.OwnOperations().Any(o => ReferenceEquals(o, wait) || IsLocal(o, next)))
                        return call;
                    break;

                case ISimpleAssignmentOperation { Target: var target, Value: var value } when Names(target, collection)
                    && value.OwnOperations().Any(o => Names(o, collection))
                    && value.Descendants().Any(o => IsLocal(o, next) || o is IPropertyReferenceOperation { Property.Name: "IsCompleted" }):
                    return operation;
            }
        }

        return null;
    }

    private static bool IsLocal(IOperation operation, ILocalSymbol? local) => local is not null && operation.IsUseOf(local);

    /// <summary>A set that gets new tasks as old ones complete stays as small as it is kept.</summary>
    private static bool Grows(ILoopOperation loop, ISymbol collection) => loop.Body.OwnOperations().Any(operation => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "Add" or "AddRange" or "Insert" or "TryAdd" or "Enqueue" or "AddLast" or "AddFirst" or "UnionWith", Instance: { } into } => Names(into.Unwrapped(), collection),
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } into } } => Names(into.Unwrapped(), collection),
        IAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var into } } => Names(into.Unwrapped(), collection),
        _ => false,
    });

    /// <summary>True when the same collection is waited on elsewhere too: it was kept small before the rest is drained.</summary>
    private static bool IsPool(ISymbol collection, IAwaitOperation wait, MethodFacts method) =>
        method.Operations.OfType<IAwaitOperation>().Any(other =>
            !ReferenceEquals(other, wait)
            && LoopIndependence.AwaitedCall(other) is { TargetMethod.Name: "WhenAny" } call
            && call.Descendants().Any(o => Names(o, collection)));

    private static bool IsFew(IOperation tasks, MethodFacts method)
    {
        var count = Origin.OfItems(tasks, method.Model);
        return count.Kind is OriginKind.FixedSmall or OriginKind.Machine || count.Kind == OriginKind.Constant && count.Count <= Option.FewItems.NumberFor(method.Model.Options, tasks.Syntax.SyntaxTree);
    }

    /// <summary>True when somebody would miss that the collection is not emptied: it is used in the loop for more than that, or afterwards.</summary>
    private bool UsesBesides(ILocalSymbol local, MethodFacts method)
    {
        var (loop, removal) = (Await.Loop.Syntax.Span, Removal.Syntax.Span);
        var condition = LoopShape.Header(Await.Loop).Span;
        foreach (var use in method.Bodies.SelectMany(body => body.Descendants()).OfType<ILocalReferenceOperation>())
        {
            if (!SymbolEqualityComparer.Default.Equals(use.Local, local))
                continue;

            var span = use.Syntax.Span;
            if (condition.Contains(span) || removal.Contains(span) || Wait.Syntax.Span.Contains(span))
                continue;
            if (span.Start > loop.Start || Enumerable.Any(use.OwnAncestors(), around => around is ILoopOperation outer && outer.Syntax.Span.Contains(loop) && !Declares(outer, local)) || IsInFunction(use, method))
                return true;
        }

        return Await.Loop.OwnAncestors().Any(around => around is ILoopOperation outer && !Declares(outer, local));
    }

    private static bool IsInFunction(IOperation use, MethodFacts method) =>
        !method.Bodies.Any(body => ReferenceEquals(body, use) || use.OwnAncestors().Contains(body));

    private static bool Declares(ILoopOperation loop, ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Any(reference => loop.Syntax.Span.Contains(reference.Span));

    private bool NextChanges() => Await.Loop.Body.OwnOperations().Any(operation =>
        operation is IAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } && SymbolEqualityComparer.Default.Equals(local, Next));
}
