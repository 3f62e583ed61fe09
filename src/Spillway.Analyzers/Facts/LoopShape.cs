using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What the form of a loop and its surroundings say before any effect is read.</summary>
internal static class LoopShape
{
    /// <summary>Why the loop cannot overlap, or null when its form does not say.</summary>
    public static Verdict? Objection(AwaitLoop await)
    {
        var (loop, model) = (await.Loop, await.Method.Model);
        if (await.Inner.Any(inner => inner.Verdict.Overlap == Overlap.Independent))
            return LoopIndependence.No(Reason.Concurrent);
        if (!IsOverItems(loop) && await.Items is null)
            return LoopIndependence.No(Reason.NotOverItems, Witness.At(Header(loop), "this loop does not go over items"));
        if (loop.Body.OwnOperations().FirstOrDefault(o => o.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak) is { } yield)
            return LoopIndependence.No(Reason.Streamed, Witness.At(yield, "results are handed out one by one"));
        if (loop.OwnOperations().FirstOrDefault(o => o is IInvalidOperation) is { } broken)
            return LoopIndependence.No(Reason.NotInView, Witness.At(broken, "this does not compile"));
        if (Exits.Of(loop).FirstOrDefault() is { } exit)
            return LoopIndependence.No(Reason.EarlyExit, Witness.At(exit, "the loop may end here"));
        if (Brake(loop, model) is { } brake)
            return brake;
        if (LoopSources.Shared(await) is { } parts)
            return LoopIndependence.No(Reason.Concurrent, parts);
        if (Surroundings.Of(loop, model) is { } held)
            return held;
        if (Settled(await) is { } settled)
            return settled;

        var count = await.Items is { Source: var items } ? Origin.OfCheckedItems(items, model) : Origin.OfCheckedIterations(loop, model);
        if (count.IsAtMost(Option.FewItems.NumberFor(model.Options, loop.Syntax.SyntaxTree)))
            return LoopIndependence.No(Reason.FewItems, Witness.At(Header(loop), $"this loop runs {count.Count} times"));

        if (Named(await) is { } named)
            return LoopIndependence.No(Reason.FewItems, named);
        if (LoopSources.Lending(loop, model) is { } lending)
            return LoopIndependence.Perhaps(Reason.Streamed, lending);
        if (SameFile(await) is { } sameFile)
            return LoopIndependence.No(Reason.OrderedSink, sameFile);

        // A stream may never end, and reading ahead of it may take what others wait for.
        return loop is IForEachLoopOperation { IsAsynchronous: true } stream && !LoopSources.IsAtHand(stream, await.Method)
            ? LoopIndependence.Perhaps(Reason.Pump, Witness.At(Header(loop), "the source may be a live stream"))
            : null;
    }

    /// <summary>The line that says what the loop goes over.</summary>
    public static SyntaxNode Header(ILoopOperation loop) => loop.Syntax switch
    {
        ForEachStatementSyntax each => each.Expression,
        ForEachVariableStatementSyntax each => each.Expression,
        ForStatementSyntax { Condition: { } condition } => condition,
        WhileStatementSyntax { Condition: var condition } => condition,
        DoStatementSyntax { Condition: var condition } => condition,
        var other => other,
    };

    /// <summary>What is evaluated between two iterations.</summary>
    public static Effects HeaderEffects(LoopScope scope) => scope.Loop switch
    {
        // A copy that was made before the first iteration does not see what the iterations do.
        IForEachLoopOperation { Collection: var source } when IsSnapshot(source) => new Effects(),
        IForEachLoopOperation { Collection: var source } => scope.EffectsOf(ImmutableArray.Create(source)),
        IForLoopOperation { Condition: { } condition } => scope.EffectsOf(ImmutableArray.Create(condition)),
        IWhileLoopOperation { Condition: { } condition } => scope.EffectsOf(ImmutableArray.Create(condition)),
        _ => new Effects(),
    };

    /// <summary>True when the items of the loop may be made one by one, while it runs.</summary>
    public static bool IsLazy(ILoopOperation loop) =>
        loop is IForEachLoopOperation { Collection: var source } && source.Unwrapped().Type is { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IOrderedEnumerable" or "IAsyncEnumerable" };

    private static bool IsSnapshot(IOperation source) =>
        source.Unwrapped() is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "ToHashSet" or "ToDictionary" or "ToImmutableArray" } method }
        && method.ContainingAssembly.IsFramework();

    /// <summary>True for loops that turn once for each item of something, or count.</summary>
    public static bool IsOverItems(ILoopOperation loop)
    {
        switch (loop)
        {
            case IForEachLoopOperation:
                return true;

            case IForLoopOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.NotEquals } } counted:
                return Counters.StepAlone(counted);

            case IWhileLoopOperation { ConditionIsTop: true, Condition: IInvocationOperation { TargetMethod.Name: "MoveNext", Instance: ILocalReferenceOperation { Local: var enumerator } } }:
                return enumerator.Type.AllInterfaces.Add((enumerator.Type as INamedTypeSymbol)!)
                    .Any(i => i?.ToDisplayString().StartsWith("System.Collections.", System.StringComparison.Ordinal) == true);

            default:
                return false;
        }
    }

    /// <summary>Calls in the loop itself that slow it down or wait for what arrives.</summary>
    public static Verdict? Brake(ILoopOperation loop, ConcurrencyModel model)
    {
        foreach (var operation in loop.OwnOperations())
        {
            if (operation is not IInvocationOperation call)
                continue;

            var flags = model.Apis.Of(call.TargetMethod);
            if ((flags & ApiFlags.Delay) != 0)
                return LoopIndependence.No(Reason.Throttled, Witness.At(call, "the loop waits here on purpose"));
            if ((flags & ApiFlags.Acquires) != 0)
                return LoopIndependence.No(Reason.Throttled, Witness.At(call, "each turn takes a permit here"));
            if ((flags & ApiFlags.Pump) != 0)
                return LoopIndependence.No(Reason.Pump, Witness.At(call, "what arrives next is awaited here"));
        }

        return null;
    }

    /// <summary>Awaits of what is under way already, and of several things at once.</summary>
    private static Verdict? Settled(AwaitLoop await)
    {
        var first = await.Awaits[0];
        foreach (var request in await.Awaits)
        {
            if (LoopIndependence.AwaitedCall(request) is { } handed && ConcurrentCallee.In(handed, await.Loop, await.Method.Model) is { } all)
                return LoopIndependence.No(Reason.Concurrent, all);
        }

        if (!StartedInTurn.In(first, await).IsEmpty)
            return null;
        if (LoopIndependence.AwaitedCall(first) is not { } call)
        {
            return first.Operation.Unwrapped() is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation
                or IInvocationOperation
                ? LoopIndependence.No(Reason.AlreadyStarted, Witness.At(first, "this task was started before"))
                : null;
        }

        return IsConcurrent(call.TargetMethod)
            ? LoopIndependence.No(Reason.Concurrent, Witness.At(call, "several operations run at once here"))
            : null;
    }

    /// <summary>A choice by name that awaits for a few names only: of many files, these are the ones that are read.</summary>
    private static Witness? Named(AwaitLoop await)
    {
        foreach (var choice in await.Loop.Body.OwnOperations().OfType<ISwitchOperation>())
        {
            var isName = choice.Value.Unwrapped() switch
            {
                ILocalReferenceOperation { Local: var item } => await.Loop.Locals.Contains(item, SymbolEqualityComparer.Default),
                IInvocationOperation { TargetMethod.ContainingType: { Name: "Path", ContainingNamespace.Name: "IO" } } => true,
                IPropertyReferenceOperation { Property: { Name: "Key", ContainingType.Name: "KeyValuePair" } } => true,
                _ => false,
            };
            if (!isName || choice.Value.Type?.SpecialType != SpecialType.System_String)
                continue;

            var named = choice.Cases.Where(one => one.Clauses.All(IsOfNames)).ToList();
            if (await.Awaits.All(wait => named.Any(one => one.Syntax.Span.Contains(wait.Syntax.Span))))
                return Witness.At(choice.Value, "only items of these names are asked for");
        }

        return null;
    }

    /// <summary>True for <c>case "a":</c> and <c>case "a" or "b":</c>.</summary>
    private static bool IsOfNames(ICaseClauseOperation clause) => clause switch
    {
        ISingleValueCaseClauseOperation { Value.ConstantValue.HasValue: true } => true,
        IPatternCaseClauseOperation { Pattern: IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either } =>
            either.DescendantsAndSelf().OfType<IPatternOperation>().All(part => part is IConstantPatternOperation or IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or }),
        _ => false,
    };

    /// <summary>A write to one and the same file in every iteration.</summary>
    private static Witness? SameFile(AwaitLoop await)
    {
        var (model, body) = (await.Method.Model, await.Loop.Body.Syntax.Span);
        foreach (var request in await.Awaits)
        {
            if (LoopIndependence.AwaitedCall(request) is not { Arguments: { Length: > 0 } arguments, Instance: null } call
                || (model.Apis.Of(call.TargetMethod) & (ApiFlags.Disk | ApiFlags.Writes)) != (ApiFlags.Disk | ApiFlags.Writes))
            {
                continue;
            }

            var isOwn = arguments[0].Value.OwnOperations().OfType<ILocalReferenceOperation>().Any(local =>
                await.Loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default)
                || local.Local.DeclaringSyntaxReferences.Any(reference => body.Contains(reference.Span)));
            if (!isOwn)
                return Witness.At(arguments[0], "every iteration writes to this file");
        }

        return null;
    }

    /// <summary>True for calls that start several operations and wait for them.</summary>
    public static bool IsConcurrent(IMethodSymbol method) =>
        (method.ContainingType.IsTaskLike() && method.Name is "WhenAll" or "WhenAny")
        || method.ContainingType is { Name: "Parallel", ContainingNamespace.Name: "Tasks" } or { Name: "ConcurrentEnumerable", ContainingNamespace: { Name: "Spillway", ContainingNamespace.IsGlobalNamespace: true } };
}
