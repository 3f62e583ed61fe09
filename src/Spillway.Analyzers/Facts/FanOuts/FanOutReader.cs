using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Finds where one body of code starts a task for each of several items.</summary>
internal sealed class FanOutReader
{
    // So many at a time are as good as all of them.
    private const int LeastWide = 1_000;

    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;
    private readonly StartedWorkReader _work;
    private readonly IReadOnlyList<IOperation> _operations;

    public FanOutReader(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
        _work = new StartedWorkReader(method);
        _operations = method.Operations;
    }

    public ImmutableArray<FanOut> Read()
    {
        var found = ImmutableArray.CreateBuilder<FanOut>();
        foreach (var operation in _operations)
        {
            var fanOut = operation switch
            {
                IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" } select } query when select.TypeArguments.Length == 2 && select.TypeArguments[1].IsTaskLike() => OfQuery(query, 1),

                // keys.Select(key => (key, LoadAsync(key)))
                IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" } select, Arguments: { Length: 2 } given } query when select.TypeArguments.Length == 2 && Lambdas.In(given[1].Value) is { } made && Lambdas.Result(made) is { } pair && Tasks.HeldIn(pair) is not null =>
                    OfQuery(query, 1) is { } pairs ? pairs with { IsKeyed = true } : null,
                IInvocationOperation { TargetMethod: { Name: "ToDictionary" or "ToLookup", ContainingType.Name: "Enumerable" } keyed, Arguments.Length: > 2 } query when keyed.TypeArguments.Length == 3 && keyed.TypeArguments[2].IsTaskLike() => OfQuery(query, 2),

                IInvocationOperation { TargetMethod: { Name: "Zip", ContainingType.Name: "Enumerable" } pairs, Arguments.Length: 3 } query when pairs.TypeArguments.Length == 3 && pairs.TypeArguments[2].IsTaskLike() => OfQuery(query, 2),
                IInvocationOperation { TargetMethod: { Name: "ConvertAll", ContainingType: { Name: "List", ContainingNamespace.Name: "Generic" } } made, Instance: { } list } query when made.TypeArguments.Length == 1 && made.TypeArguments[0].IsTaskLike() => OfConverted(query, list, query.Arguments[0].Value),
                IInvocationOperation { TargetMethod: { Name: "ConvertAll", ContainingType.SpecialType: SpecialType.System_Array } made, Arguments: { Length: 2 } given } query when made.TypeArguments.Length == 2 && made.TypeArguments[1].IsTaskLike() => OfConverted(query, given[0].Value, given[1].Value),

                // from page in pages from item in page select LoadAsync(item)
                IInvocationOperation { TargetMethod: { Name: "SelectMany", ContainingType.Name: "Enumerable" } pairs, Arguments.Length: 3 } query when pairs.TypeArguments.Length == 3 && pairs.TypeArguments[2].IsTaskLike() => OfQuery(query, 2),
                IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push", Arguments.Length: 1 } add when add.Instance is { } kept && Tasks.AreIn(kept.Type) => OfKept(add.Arguments[0].Value, kept),
                IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push", Arguments: { Length: 1 } given, Instance: { } kept } when Tasks.HeldIn(given[0].Value) is { } held => OfKept(held, kept) is { } holders ? holders with { IsKeyed = true } : null,
                ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var kept }, Value: var value } when Tasks.AreIn(kept.Type) => OfKept(value, kept),
                ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } kept }, Value: var value } when Tasks.AreIn(kept.Type) || Tasks.AreValuesOf(kept.Type) => OfKept(value, kept),
                IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd", Arguments.Length: 2 } add when add.Instance is { } kept && Tasks.AreValuesOf(kept.Type) => OfKept(add.Arguments[1].Value, kept),
                IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" } } queued } => OfStarted(queued, null),
                IInvocationOperation { TargetMethod: { Name: "ForEachAsync", ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" } }, Arguments: { Length: 3 } arguments } parallel when IsWide(arguments[1].Value) => OfParallel(parallel),
                IInvocationOperation { Arguments: { Length: 1 } arguments } join when Tasks.IsJoin(join.TargetMethod) => OfIterator(join, arguments[0].Value),
                IInvocationOperation { Arguments.Length: > 1 } call when _model.MappingMethods.Of(call) is { } mapping => OfMapping(call, mapping.Items, mapping.Work),
                _ => null,
            };
            if (fanOut is not null)
                found.Add(fanOut);
        }

        return found.ToImmutable();
    }

    private FanOut? OfQuery(IInvocationOperation query, int selector)
    {
        // Only what is enumerated as a whole starts everything at once; a lazy query starts one when it is asked for one.
        var isPairs = query.TargetMethod.Name is "SelectMany" or "Zip";
        if (query.Arguments.Length < selector + 1 || selector == 1 && query.Arguments.Length != 2 || Consumer(query, isEager: selector > 1 && !isPairs) is not { } consumer)
            return null;

        // Each of several has several.
        var count = Origin.OfCheckedItems(isPairs ? query : query.Arguments[0].Value, _model);
        if (consumer.Outer is { } outer)
            count = count.Or(Origin.OfCheckedItems(outer, _model));
        if (count.Kind < OriginKind.Unknown)
            return null;

        var starter = query.Arguments[selector].Value;
        if (_work.OfDelegate(starter) is not { } work)
            return null;

        var bound = FanOutBounds.Of(work)
            ?? FanOutBounds.OfSelector(starter)
            ?? FanOutBounds.OfCheck(query.Arguments[0].Value, query, _model)
            ?? FanOutBounds.OfConfigured(query.Arguments[0].Value);
        return new FanOut(FanOutShape.Query, query, consumer.Join, work, count, bound) { Starter = starter, IsKeyed = selector > 1 || consumer.Outer is not null };
    }

    /// <summary>A list of tasks made of a list of items, all at once.</summary>
    private FanOut? OfConverted(IInvocationOperation query, IOperation items, IOperation starter)
    {
        var count = Origin.OfCheckedItems(items, _model);
        if (count.Kind < OriginKind.Unknown || Consumer(query, isEager: true) is not { } consumer || _work.OfDelegate(starter) is not { } work)
            return null;

        var bound = FanOutBounds.Of(work) ?? FanOutBounds.OfSelector(starter) ?? FanOutBounds.OfCheck(items, query, _model) ?? FanOutBounds.OfConfigured(items);
        return new FanOut(FanOutShape.Query, query, consumer.Join, work, count, bound) { Starter = starter, IsKeyed = true };
    }

    /// <summary>Tasks that an iterator in view starts one after another, and that are all asked for at once.</summary>
    private FanOut? OfIterator(IInvocationOperation join, IOperation tasks)
    {
        tasks = tasks.Unwrapped();
        if (tasks is ILocalReferenceOperation { Local: var local } && _method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } only)
            tasks = only.Unwrapped();
        if (tasks is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments: { Length: 1 } listed })
            tasks = listed[0].Value.Unwrapped();
        if (tasks is not IInvocationOperation { TargetMethod: var iterator } call || !Tasks.AreIn(iterator.ReturnType) || iterator.ContainingAssembly.IsFramework())
            return null;

        var targets = _model.Implementations.TargetsOf(iterator);
        if (targets.Length != 1)
            return null;

        foreach (var given in _model.Summaries.BodiesOf(targets[0]).SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>())
        {
            if (given is not { Kind: OperationKind.YieldReturn, ReturnedValue: { } value } || Tasks.Behind(value) is not { } start)
                continue;

            var loops = given.OwnAncestors().OfType<ILoopOperation>().ToImmutableArray();
            if (loops.IsEmpty || loops.Any(IsPump) || _work.OfYielded(start, targets[0]) is not { } work || Origin.OfCheckedItems(call, _model) is not { Kind: OriginKind.Data } count)
                continue;

            return new FanOut(FanOutShape.Loop, start, join, work, count, FanOutBounds.Of(work)) { Loops = loops, IsKeyed = true };
        }

        return null;
    }

    /// <summary>A call of a method that starts for each of some items what it is given to start.</summary>
    private FanOut? OfMapping(IInvocationOperation call, IOperation items, IOperation starter)
    {
        var count = Origin.OfCheckedItems(items, _model);
        if (count.Kind < OriginKind.Unknown || _work.OfDelegate(starter) is not { } work)
            return null;

        var bound = FanOutBounds.Of(work) ?? FanOutBounds.OfSelector(starter) ?? FanOutBounds.OfCheck(items, call, _model) ?? FanOutBounds.OfConfigured(items);
        return new FanOut(FanOutShape.Loop, call, call, work, count, bound) { Starter = starter, Each = items, IsKeyed = true };
    }

    private FanOut? OfKept(IOperation value, IOperation collection)
    {
        var promised = PromisedTasks.StarterOf(value, _operations);
        return Variable(collection) is { } kept && (promised ?? Started(value)) is { } start && OfStarted(start, kept) is { } fanOut ? fanOut with { IsKeyed = promised is not null || Tasks.AreValuesOf(collection.Type) } : null;
    }

    private FanOut? OfStarted(IInvocationOperation start, ISymbol? kept)
    {
        var declared = kept?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        var loops = start.OwnAncestors().OfType<ILoopOperation>().Where(loop => declared is null || !loop.Syntax.Span.Contains(declared.Span)).ToImmutableArray();
        if (loops.Any(loop => IsPump(loop) && !(kept is not null && ReadsLines(loop))) || loops.IsEmpty && declared is not null && _method.Bodies.Any(body => body.Syntax.Span.Contains(declared.Span)))
            return null;

        // A lambda that is run for each item is the body of a loop.
        var each = loops.IsEmpty ? Lambdas.ItemsOf(_method) : null;
        if (loops.IsEmpty && each is null)
            return null;

        var count = each is not null ? Origin.OfCheckedItems(each, _model) : loops.Select(loop => Origin.OfCheckedIterations(loop, _model)).Aggregate((a, b) => a.Or(b));
        if (count.Kind < OriginKind.Unknown)
            return null;

        var work = _work.OfCall(start);
        var bound = FanOutBounds.Of(work)
            ?? FanOutBounds.OfLoops(loops, kept, _work, _model)
            ?? FanOutBounds.OfTurns(loops, kept, start, _model)
            ?? (loops.FirstOrDefault() is IForEachLoopOperation { Collection: var items } ? FanOutBounds.OfCheck(items, start, _model) ?? FanOutBounds.OfConfigured(items) : null);
        return new FanOut(FanOutShape.Loop, start, kept is null || each is not null ? null : JoinOf(kept), work, count, bound) { Loops = loops, Each = each };
    }

    /// <summary>A degree that was set so high that it bounds nothing.</summary>
    private bool IsWide(IOperation options)
    {
        options = options.Unwrapped();
        if (options is ILocalReferenceOperation { Local: var local } && _method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } only)
            options = only.Unwrapped();
        return options is IObjectCreationOperation { Initializer: { } initializer }
            && initializer.Initializers.Any(i => i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" }, Value.ConstantValue: { HasValue: true, Value: int and >= LeastWide } });
    }

    private FanOut? OfParallel(IInvocationOperation loop)
    {
        var (items, body) = (loop.Arguments[0].Value, loop.Arguments[2].Value);
        var count = Origin.OfCheckedItems(items, _model);
        return count.IsData && _work.OfDelegate(body) is { } work
            ? new FanOut(FanOutShape.Loop, loop, loop, work, count, FanOutBounds.Of(work)) { Starter = body, Each = items, IsKeyed = true }
            : null;
    }

    /// <summary>Loops that go on for as long as the program runs: each turn takes what arrives.</summary>
    public static bool IsPump(ILoopOperation loop) => loop is IWhileLoopOperation { Condition: var condition }
        && condition?.Unwrapped() is not IInvocationOperation { TargetMethod.Name: "MoveNext" or "Read" or "TryDequeue" or "TryPop" or "TryTake" }
        && !(condition?.Unwrapped() is IAwaitOperation { Operation: IInvocationOperation { TargetMethod.Name: "ReadAsync" } });

    /// <summary>True for a loop over the lines of a text: it ends where the text does.</summary>
    private bool ReadsLines(ILoopOperation loop) => loop is IWhileLoopOperation { Condition: { } condition }
        && condition.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => call is { TargetMethod: { Name: "ReadLine" or "ReadLineAsync" }, Instance: not null }) is { } read
        && new Medium(_model).Of(read) is not (BlockKind.Network or BlockKind.Terminal or BlockKind.Process);

    /// <summary>The call that starts the task which is kept; null for a task that comes from elsewhere.</summary>
    private IInvocationOperation? Started(IOperation value)
    {
        value = value.Unwrapped();
        if (value is IAwaitOperation)
            return null;
        if (value is ILocalReferenceOperation { Local: var local } && _method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } only and not IAwaitOperation)
            value = only;

        return Tasks.Behind(value);
    }

    /// <summary>Who enumerates the query as a whole.</summary>
    private (IInvocationOperation? Join, IOperation? Outer)? Consumer(IOperation query, bool isEager)
    {
        IOperation? outer = null;
        for (IOperation? child = query, user = query.Parent; user is not null; child = user, user = user.Parent)
        {
            switch (user)
            {
                case IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation or IArgumentOperation:
                    continue;

                // What a query gives for each item of another one is part of that one.
                case IReturnOperation { Parent: IBlockOperation { Operations.Length: 1, Parent: IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation given } } } }
                    when outer is null && given.Parent is IInvocationOperation { TargetMethod: { Name: "SelectMany", ContainingType.Name: "Enumerable" }, Arguments.Length: 2 } many && ReferenceEquals(many.Arguments[1], given):
                    outer = many.Arguments[0].Value;
                    user = many;
                    continue;

                case IInvocationOperation call when Tasks.IsJoin(call.TargetMethod) || Joins(call) || Tasks.IsRace(call.TargetMethod):
                    return (call, outer);

                case IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "ToHashSet", ContainingType.Name: "Enumerable" or "ImmutableArray" or "ImmutableList" } }:
                    isEager = true;
                    continue;

                case IInvocationOperation { TargetMethod: { Name: "Where" or "AsEnumerable" or "Cast" or "OfType" or "Concat" or "Append" or "Prepend", ContainingType.Name: "Enumerable" } }:
                    continue;

                // A list of tasks takes them all at once.
                case IInvocationOperation { TargetMethod.Name: "AddRange", Instance: { } list } when Tasks.AreIn(list.Type):
                    return (Variable(list) is { } added ? JoinOf(added) : null, outer);

                case IObjectCreationOperation { Type: var made } when Tasks.AreIn(made):
                    isEager = true;
                    continue;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return JoinOf(local) is { } join ? (join, outer) : isEager ? (null, outer) : null;

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when ReferenceEquals(assignment.Value, child):
                    return JoinOf(local) is { } later ? (later, outer) : isEager ? (null, outer) : null;

                case { Syntax: SpreadElementSyntax or CollectionExpressionSyntax }:
                    isEager = true;
                    continue;

                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The call that waits for all tasks in <paramref name="kept"/>.</summary>
    private IInvocationOperation? JoinOf(ISymbol kept) => _operations.OfType<IInvocationOperation>().FirstOrDefault(call =>
        (Tasks.IsJoin(call.TargetMethod) || Joins(call)) && call.Arguments.Any(argument => argument.Value.OwnOperations().Any(o => SymbolEqualityComparer.Default.Equals(Variable(o), kept))));

    /// <summary>True for a method in view that hands its sequence of tasks to <c>Task.WhenAll</c>, as extensions do.</summary>
    private bool Joins(IInvocationOperation call)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        if (!method.IsStatic || method.Parameters.IsEmpty || !Tasks.AreIn(call.Arguments.FirstOrDefault()?.Parameter?.Type))
            return false;

        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            if (!_model.Compilation.ContainsSyntaxTree(declaration.SyntaxTree))
                continue;

            foreach (var passed in declaration.Named(method.Parameters[0].Name))
            {
                if (passed is IdentifierNameSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax inner } } }
                    && _model.Semantics(inner.SyntaxTree).GetSymbolInfo(inner).Symbol is IMethodSymbol joining && Tasks.IsJoin(joining))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ISymbol? Variable(IOperation operation) => operation.Unwrapped() switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        _ => null,
    };
}
