using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What keeps a fan-out small though its count is not: permits, batches, checks; and what makes its tasks need each other.</summary>
internal static class FanOutBounds
{
    private static readonly string[] Setting = { "Signal", "Set", "SetResult", "TrySetResult", "SetException", "TrySetException", "SetCanceled", "TrySetCanceled", "AddCount", "TryAddCount", "TryComplete", "Complete" };

    /// <summary>What the work itself says: it takes a permit, or it waits for what other tasks do.</summary>
    public static Witness? Of(StartedWork work)
    {
        if (work.Effects.Acquires is { } permit)
            return permit;
        if (work.Effects.Pump is { } pump)
            return pump;

        foreach (var access in work.Effects.Accesses)
        {
            // A signal that is only handed on is waited for where it gets to, or nowhere.
            if (access is { Kind: AccessKind.Read, Place: { Kind: RootKind.Local, Member: null, Below: false } })
                continue;
            if ((IsSignal(access.Place.Member) || IsSignal(access.Place.Root)) && !OnlySets(access.Because.Location))
                return access.Because with { Label = "the tasks wait for each other here" };
        }

        return null;
    }

    /// <summary>Signals, and tasks from elsewhere, that the lambda waits for: with a bound, those who would set them might never start.</summary>
    public static Witness? OfSelector(IOperation selector)
    {
        if (Lambdas.In(selector) is not { } lambda)
            return null;

        foreach (var operation in lambda.Body.Descendants())
        {
            if (operation is IMemberReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation && IsSignalType(operation.Type) && !(operation.Parent is IInvocationOperation { TargetMethod.Name: var done } && Setting.Contains(done)))
                return Witness.At(operation, "the tasks wait for each other here");
            if (operation is IAwaitOperation { Operation: var awaited } && awaited.Unwrapped() is ILocalReferenceOperation { Local: var task } && !lambda.Syntax.Span.Contains(task.Locations[0].SourceSpan))
                return Witness.At(operation, "the tasks wait for another task here");
        }

        return null;
    }

    /// <summary>What the loops do between two starts: take a permit, wait for some of what runs, or slow down.</summary>
    public static Witness? OfLoops(ImmutableArray<ILoopOperation> loops, ISymbol? kept, StartedWorkReader work, ConcurrencyModel model)
    {
        foreach (var loop in loops)
        {
            var effects = work.EffectsOf(loop.Body);
            if (effects.Acquires is { } permit)
                return permit;
            if (effects.Pump is { } pump)
                return pump;

            foreach (var operation in loop.Body.OwnOperations())
            {
                var isWait = operation is IAwaitOperation
                    || (operation is IInvocationOperation { TargetMethod: { Name: "WaitAll" or "WaitAny" or "Wait" } method } && method.ContainingType.IsTaskLike());
                if (isWait && kept is not null && operation.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, kept)))
                    return Witness.At(operation, "the loop waits here for some of what it started");
                if (operation is IInvocationOperation call && (model.Apis.Of(call.TargetMethod) & ApiFlags.Delay) != 0)
                    return Witness.At(call, "the loop slows itself down");
            }
        }

        return null;
    }

    /// <summary>A check of the count before anything is started, of the items or of what they are made of.</summary>
    public static Witness? OfCheck(IOperation items, IOperation start, ConcurrencyModel model)
    {
        var sources = items.OwnOperations().Select(CountBounds.SymbolOf).OfType<ISymbol>().ToList();
        foreach (var source in sources)
        {
            if (Origin.OfLimit(source, start, model) is { Because: var limit })
                return limit;
        }

        return sources.SelectMany(source => source.GetAttributes()).FirstOrDefault(a => a.AttributeClass?.Name is "MaxLengthAttribute" or "LengthAttribute") is { ApplicationSyntaxReference: { } attribute }
            ? Witness.At(attribute.GetSyntax(), "the count is limited here")
            : null;
    }

    /// <summary>A check of how many a loop has started already: <c>if (tasks.Count == 8) break;</c>, or a number that it counts with.</summary>
    public static Witness? OfTurns(ImmutableArray<ILoopOperation> loops, ISymbol? kept, IOperation start, ConcurrencyModel model)
    {
        if (kept is not null && Origin.OfLimit(kept, start, model, grows: true) is { Because: var full })
            return full;

        if (loops.IsEmpty)
            return null;

        // One that starts anew in each turn of an outer loop bounds only the inner one.
        var all = loops[loops.Length - 1];
        foreach (var step in all.OwnOperations().OfType<IIncrementOrDecrementOperation>())
        {
            if (step is { Kind: OperationKind.Increment, Target: ILocalReferenceOperation { Local: var counter } } && CountsAll(counter, all, loops.Length) && Origin.OfLimit(counter, start, model, grows: true) is { Most.Kind: OriginKind.Constant, Because: var limit })
                return limit;
        }

        return null;
    }

    private static bool CountsAll(ILocalSymbol counter, ILoopOperation loop, int depth) =>
        (loop is IForLoopOperation { Locals: var own } && own.Contains(counter, SymbolEqualityComparer.Default) ? depth == 1 : counter.DeclaringSyntaxReferences.All(declared => !loop.Syntax.Span.Contains(declared.Span)))
        && !loop.OwnOperations().Any(o => o is IAssignmentOperation { Target: var target } && SymbolEqualityComparer.Default.Equals(target.Variable(), counter));

    /// <summary>One operation for each thing that somebody set up, such as a queue or a partition: there are few.</summary>
    public static Witness? OfConfigured(IOperation items)
    {
        var source = items.Unwrapped();
        while (source is IInvocationOperation { TargetMethod.ContainingType.Name: "Enumerable", Arguments: { Length: > 0 } arguments })
            source = arguments[0].Value.Unwrapped();
        return CountBounds.SymbolOf(source) is { } symbol && NamingConventions.IsSetUp(symbol.Name) ? Witness.At(source, "there is one of them for each that was set up") : null;
    }

    /// <summary>Work that only says that it is done waits for nobody.</summary>
    private static bool OnlySets(Location place)
    {
        var node = place.SourceTree?.GetRoot().FindNode(place.SourceSpan, getInnermostNodeForTie: true);

        // The signal itself is read where it is set.
        if (node is ExpressionSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax of } access } && access.Expression == node)
            node = of;
        return node is InvocationExpressionSyntax { Expression: var called }
            && Setting.Contains(called switch
            {
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => name,
                MemberBindingExpressionSyntax { Name.Identifier.ValueText: var name } => name,
                _ => "",
            });
    }

    private static bool IsSignal(ISymbol? symbol) => symbol switch
    {
        IFieldSymbol field => IsSignalType(field.Type),
        IPropertySymbol property => IsSignalType(property.Type),
        ILocalSymbol local => IsSignalType(local.Type),
        IParameterSymbol parameter => IsSignalType(parameter.Type),
        _ => false,
    };

    /// <summary>Types whose only use is that one piece of code waits for another.</summary>
    private static bool IsSignalType(ITypeSymbol? type) =>
        type is { Name: "Barrier" or "CountdownEvent" or "ManualResetEventSlim" or "ManualResetEvent" or "AutoResetEvent" or "EventWaitHandle" or "TaskCompletionSource" or "Channel" or "ChannelReader" or "ChannelWriter" }
        && type.ContainingNamespace?.ToDisplayString().StartsWith("System.Threading", System.StringComparison.Ordinal) == true;
}
