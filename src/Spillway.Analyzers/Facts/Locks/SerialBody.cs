using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A delegate that runs for many items at once, all of whose work is under one lock: it runs for one item at a time.</summary>
/// <param name="Call">The parallel loop, or what starts one task for each item.</param>
/// <param name="Function">The function that runs for each item.</param>
/// <param name="Lock">The lock.</param>
internal sealed record SerialBody(IInvocationOperation Call, IOperation Function, HeldLock Lock)
{
    /// <summary>The name of what runs the items, as it is written.</summary>
    public string Name => CallSite.NameOf(Call);

    public Location Location => (Call.Syntax as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax { Expression: SimpleNameSyntax } member => member.GetLocation(),
        MemberAccessExpressionSyntax member => member.Name.GetLocation(),
        { } other => other.GetLocation(),
        _ => Call.Syntax.GetLocation(),
    };

    public static ImmutableArray<SerialBody> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<SerialBody>();
        foreach (var call in method.Calls.Select(site => site.Operation).OfType<IInvocationOperation>())
        {
            if (PerItem(call, method) is { } given && FunctionBehind(given, method.Model) is { } function && WholeLock(function, method.Model) is { } taken)
                found.Add(new SerialBody(call, function, taken));
        }

        return found.ToImmutable();
    }

    /// <summary>The delegate that <paramref name="call"/> runs for each of many items, several at a time; null for other calls.</summary>
    private static IOperation? PerItem(IInvocationOperation call, MethodFacts method)
    {
        // The name first: it is cheaper than the catalogue.
        var target = call.TargetMethod;
        if (target.ContainingType is not { Name: "Parallel" or "ParallelEnumerable" or "Task" or "TaskFactory" } type
            || (method.Model.Apis.Of(target) & ApiFlags.Offloads) == 0 || call.Arguments.Any(a => IsOneAtATime(a.Value)))
        {
            return null;
        }

        switch (type.Name)
        {
            case "Parallel":
                return target.Name == "Invoke" ? null : call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "body")?.Value;

            // What comes before in the query runs in parallel, and may be all the work there is.
            case "ParallelEnumerable":
                return call.Arguments.Length == 2 && IsPlainSource(call.Arguments[0].Value) && call.Arguments[1].Value.Type is { TypeKind: TypeKind.Delegate } ? call.Arguments[1].Value : null;

            default:
                return IsForEachItem(call, method) ? call.Arguments.FirstOrDefault(a => a.Value.Type is { TypeKind: TypeKind.Delegate })?.Value : null;
        }
    }

    /// <summary><c>AsParallel()</c>, with options behind it.</summary>
    private static bool IsPlainSource(IOperation source)
    {
        while (source.Unwrapped() is IInvocationOperation { TargetMethod: { ContainingType.Name: "ParallelEnumerable" } operation, Arguments: { Length: > 0 } arguments } call)
        {
            if (operation.Name == "AsParallel")
                return true;
            if (!(operation.Name is "AsOrdered" or "AsUnordered" || operation.Name.StartsWith("With", System.StringComparison.Ordinal)) || IsOneAtATime(call))
                return false;

            source = arguments[0].Value;
        }

        return source.Unwrapped() is IParameterReferenceOperation or ILocalReferenceOperation or IFieldReferenceOperation;
    }

    private static bool IsForEachItem(IInvocationOperation start, MethodFacts method)
    {
        if (Lambdas.ItemsOf(method) is { } items)
            return Origin.OfItems(items, method.Model).Kind >= OriginKind.Unknown;

        var loops = start.OwnAncestors().OfType<ILoopOperation>().ToList();
        return loops.Count > 0 && !loops.Any(FanOutReader.IsPump) && !IsAwaited(start)
            && loops.Select(loop => Origin.OfIterations(loop, method.Model)).Aggregate((a, b) => a.Or(b)).Kind >= OriginKind.Unknown;
    }

    /// <summary>Whoever waits for one before the next one starts, does one at a time on purpose.</summary>
    private static bool IsAwaited(IInvocationOperation start) =>
        start.OwnAncestors().TakeWhile(o => o is not (ILoopOperation or IBlockOperation)).Any(o => o is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "Wait" or "GetResult" });

    /// <summary>Options that allow one thread only.</summary>
    private static bool IsOneAtATime(IOperation option) => option.Unwrapped() switch
    {
        IObjectCreationOperation { Type.Name: "ParallelOptions", Initializer: { } initializer } => initializer.Initializers.OfType<ISimpleAssignmentOperation>()
            .Any(a => a is { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" }, Value.ConstantValue: { HasValue: true, Value: 1 } }),
        IInvocationOperation { TargetMethod.Name: "WithDegreeOfParallelism", Arguments: { Length: 2 } arguments } => arguments[1].Value.ConstantValue is { HasValue: true, Value: 1 },
        _ => false,
    };

    private static IOperation? FunctionBehind(IOperation given, ConcurrencyModel model)
    {
        if (Lambdas.In(given) is { } lambda)
            return lambda;

        // Of several implementations each may have a lock of its own.
        return Lambdas.Group(given) is { Method: { } method } && model.Implementations.TargetsOf(method) is { Length: 1 } targets
            && model.Summaries.BodiesOf(targets[0]) is { Length: 1 } bodies ? FlowGraphs.FunctionOf(bodies[0]) : null;
    }

    /// <summary>The lock that is held whenever <paramref name="function"/> does anything; null where something is done without it, or each item may have its own.</summary>
    private static HeldLock? WholeLock(IOperation function, ConcurrencyModel model)
    {
        var sets = model.Locks.Of(function.Syntax);
        if (sets.Acquisitions.IsEmpty || sets.Acquisitions[0] is not { Before.IsEmpty: true, Taken: { IsCertain: true, Mode: LockMode.Exclusive } taken }
            || !Excludes(taken, model) || !IsOutside(taken.Lock, function.Syntax))
        {
            return null;
        }

        var works = false;
        foreach (var operation in function.ChildOperations.SelectMany(child => child.OwnOperations()))
        {
            if (operation is IInvocationOperation { TargetMethod: var called } && (model.Apis.Of(called) & ApiFlags.Signals) != 0)
                return null;
            if (!IsWork(operation, function.Syntax, model) || IsOfLock(operation, taken, sets) || IsBeside(operation, model))
                continue;
            if (!sets.At(operation).Held.Any(held => held.IsCertain && held.Site == taken.Site))
                return null;

            works = true;
        }

        return works ? taken : null;
    }

    /// <summary>True for what takes time or is felt outside: calls, objects that are made, changes of what other items see too.</summary>
    private static bool IsWork(IOperation operation, SyntaxNode function, ConcurrencyModel model) => operation switch
    {
        IInvocationOperation { IsImplicit: true } => false,
        IInvocationOperation or IObjectCreationOperation or IAwaitOperation or IDynamicInvocationOperation => true,
        IPropertyReferenceOperation { Property: { IsIndexer: false } property } => !property.DeclaringSyntaxReferences.IsEmpty && !property.IsAutoProperty() && model.Summaries.BodiesOf(property.GetMethod ?? property.SetMethod!).Any(),
        _ => operation.Changed() is { } target && (!IsOwn(target, function) || IsInLoop(operation)),
    };

    /// <summary>What takes no time worth a thread: counting, asking for cancellation, logging, and what is done when something fails.</summary>
    private static bool IsBeside(IOperation operation, ConcurrencyModel model) =>
        operation is IInvocationOperation { TargetMethod: var method }
            && (model.Apis.Logs(method) || NamingConventions.IsOfLogs(method.ContainingNamespace) || method.ContainingType is { Name: "Interlocked" or "Volatile" or "CancellationToken", ContainingNamespace.Name: "Threading" })
        || operation.OwnAncestors().Any(around => around is ICatchClauseOperation);

    /// <summary>The calls that take and give back the lock, and the wait for it.</summary>
    private static bool IsOfLock(IOperation operation, HeldLock taken, LockSets sets) =>
        operation.Syntax.Span.Contains(taken.Site.Span) && operation is IInvocationOperation or IAwaitOperation or IObjectCreationOperation
        || sets.Releases.Any(release => release.Site == operation.Syntax) || operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" };

    private static bool IsOwn(IOperation target, SyntaxNode function) => target.Unwrapped() switch
    {
        ILocalReferenceOperation { Local: var local } => function.Span.Contains(local.Locations[0].SourceSpan),
        IDiscardOperation => true,
        _ => false,
    };

    private static bool IsInLoop(IOperation operation) => operation.OwnAncestors().Any(o => o is ILoopOperation);

    /// <summary>True for locks that let one in at a time, as far as is known.</summary>
    public static bool Excludes(HeldLock taken, ConcurrencyModel model) => taken.Kind switch
    {
        LockKind.Permit => false,
        LockKind.Semaphore => taken.Lock.Symbol is { } symbol && LockFields.InitialOf(symbol, model) is { } initial
            && initial.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value.ConstantValue is { HasValue: true, Value: 1 },
        _ => true,
    };

    /// <summary>True when all runs of <paramref name="function"/> take the same lock: it hangs on nothing that the function is given or makes.</summary>
    private static bool IsOutside(LockId id, SyntaxNode function)
    {
        if (id.IsPerKey)
            return false;

        var start = id.Start;
        return start.Root switch
        {
            LockRoot.This or LockRoot.Static or LockRoot.Type or LockRoot.Text => true,
            LockRoot.Local or LockRoot.Parameter => !function.Span.Contains(start.Symbol!.Locations[0].SourceSpan),
            _ => false,
        };
    }
}
