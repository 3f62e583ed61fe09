using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does code keep its thread: does it wait for the outside, for time or for another thread, and does it compute for long? Through
/// calls, as far as <see cref="DeepestPath"/>; what runs on another thread, and what an asynchronous callee does, is not the caller's cost.
/// </summary>
internal sealed class Cost
{
    /// <summary>So many calls lie at most between the code that is asked about and the place where it waits.</summary>
    internal const int DeepestPath = 4;

    // A method longer than this is a table or a machine's work.
    private const int LongestMethod = 6_000;

    private readonly ConcurrencyModel _model;
    private readonly Waiting _waiting;
    private readonly Computing _computing;
    private readonly Hinges _hinges;
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IOperation>> _sites = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _deciding = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<(IMethodSymbol, int, CostAspect), Burden?> _known = new(MethodAtDepth.Instance);

    public Cost(ConcurrencyModel model)
    {
        _model = model;
        _waiting = new Waiting(model);
        _hinges = new Hinges(model);
        _computing = new Computing(model, _hinges);
    }

    /// <summary>What a call, or any other operation that runs code, costs.</summary>
    public CostAnswer Of(IOperation operation) => new(aspect =>
    {
        var found = Direct(operation, aspect);
        for (var depth = 0; depth < DeepestPath && !IsFinal(found); depth++)
            found = Join(found, Through(operation, depth, aspect));
        return _hinges.Settled(found);
    });

    /// <summary>What the loops of a body compute, its calls aside.</summary>
    public Burden? OfLoops(IOperation body) => _hinges.Settled(_computing.OfBody(body));

    /// <summary>What one loop computes for certain, its calls aside.</summary>
    public Burden? OfLoop(ILoopOperation loop) => _computing.OfLoop(loop);

    /// <summary>Shortest path first: each depth is asked for only where the one before found nothing certain.</summary>
    private Burden? Of(IMethodSymbol method, int depth, CostAspect aspect)
    {
        if (_known.TryGetValue((method, depth, aspect), out var known))
            return known;

        var found = depth > 0 ? Of(method, depth - 1, aspect) : aspect == CostAspect.Computing ? _computing.OfMethod(method, BodiesOf(method)) : null;
        if (!IsFinal(found))
        {
            foreach (var site in SitesOf(method))
            {
                found = Join(found, Often(depth == 0 ? Direct(site, aspect) : Through(site, depth - 1, aspect), site, aspect));
                if (IsFinal(found))
                    break;
            }
        }

        return _known.GetOrAdd((method, depth, aspect), found);
    }

    /// <summary>What is kept after the first time costs its callers nothing later.</summary>
    private static Burden? Often(Burden? found, IOperation site, CostAspect aspect) =>
        aspect == CostAspect.Blocking && found is not null && (FirstTimeOnly.Is(site) || IsLast(site)) ? null : found;

    /// <summary>True for what is done before the process ends, such as to give logs their time: nobody is left to wait.</summary>
    private static bool IsLast(IOperation site) => site.OwnAncestors().OfType<IBlockOperation>().Any(block =>
        block.Operations.SkipWhile(statement => !statement.Syntax.Span.Contains(site.Syntax.Span)).Skip(1).Any(statement => statement.OwnOperations().Any(o =>
            o is IInvocationOperation { TargetMethod: { Name: "Exit" or "FailFast", ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" } } })));

    private Burden? Direct(IOperation operation, CostAspect aspect) => aspect == CostAspect.Computing
        ? _computing.OfCall(operation)
        : _waiting.Of(operation) is { } burden && !DualMode.IsInSynchronousBranch(operation) ? burden : null;

    private Burden? Through(IOperation operation, int depth, CostAspect aspect)
    {
        if (CallSite.TargetOf(operation) is not { } target)
            return null;

        // What the catalogue describes is known from there, and what it describes as harmless is not looked into.
        if (_model.Apis.IsKnown(target) && target.DeclaringSyntaxReferences.IsEmpty)
            return operation is IInvocationOperation known ? OfDelegates(known, depth, aspect) : null;

        if (target.MethodKind == MethodKind.DelegateInvoke)
            return operation is IInvocationOperation { Instance: { } called } ? OfFunction(called, operation, depth, aspect) : null;

        var all = OfAll(Deciding(target), depth, aspect);
        if (aspect == CostAspect.Blocking)
            return all is { } wait && !IsUntaken(wait, operation) ? Called(wait, operation, aspect) : OfGiven(operation, depth, aspect);
        if (all is not { } work || work is { IsOfItems: true, Path.Length: > 1 } || Computing.IsSmallInstance(operation, work))
            return OfGiven(operation, depth, aspect);

        return Called(_hinges.AtCall(work, operation), operation, aspect);
    }

    /// <summary>
    /// The code that a call may reach. An implementation that hands each call on to another one of the same interface costs at least what that one does: the others decide.
    /// </summary>
    private ImmutableArray<IMethodSymbol> Deciding(IMethodSymbol called) => _deciding.GetOrAdd(called.OriginalDefinition, method =>
    {
        var targets = _model.Implementations.TargetsOf(method);
        if (targets.Length < 2 || method.ContainingType.TypeKind != TypeKind.Interface || targets.Any(target => target.IsAsync))
            return targets;

        var others = targets.Where(target => !SitesOf(target).Any(site => HandsOn(site, method))).ToImmutableArray();
        return others.IsEmpty ? targets : others;
    });

    private static bool HandsOn(IOperation site, IMethodSymbol called)
    {
        if (site is not IInvocationOperation { TargetMethod: var method, Instance: not IInstanceReferenceOperation } || !SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, called.OriginalDefinition))
            return false;

        var child = site;
        foreach (var around in site.OwnAncestors())
        {
            if (!around.EvaluatesOnce(child))
                return false;
            child = around;
        }

        return true;
    }

    /// <summary>An interface costs what every implementation costs: with one that does not, nothing is proven.</summary>
    private Burden? OfAll(ImmutableArray<IMethodSymbol> targets, int depth, CostAspect aspect)
    {
        Burden? first = null;
        foreach (var target in targets)
        {
            var cost = target.IsAsync ? null : Of(target, depth, aspect);
            if (first is null)
                first = cost;
            else if (cost is not { Hinge: null })
                return null;
            if (first is null)
                return null;
        }

        return first;
    }

    /// <summary>True when what this call passes keeps the callee, or one further down to which it is handed on, from getting there.</summary>
    private bool IsUntaken(Burden wait, IOperation call)
    {
        if (call is not IInvocationOperation { Arguments: var arguments } || !arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: bool } || argument.Value.Unwrapped() is IObjectCreationOperation))
            return false;

        var passed = UntakenBranches.Passing(arguments, _ => null);
        foreach (var step in wait.Path)
        {
            if (_model.OperationAt(step.Location) is not { } site)
                return false;

            if (UntakenBranches.Hold(site, passed))
                return true;
            if (site is not IInvocationOperation { Arguments: var further })
                return false;

            passed = UntakenBranches.Passing(further, passed);
        }

        return false;
    }

    /// <summary>What the functions cost that a method in source is given and runs before it returns.</summary>
    private Burden? OfGiven(IOperation operation, int depth, CostAspect aspect)
    {
        Burden? found = null;
        foreach (var function in operation is IInvocationOperation call ? _model.GivenFunctions.RunBy(call) : Enumerable.Empty<IOperation>())
            found = Join(found, OfFunction(function, operation, depth, aspect));
        return found;
    }

    /// <summary>What the delegates cost that a call runs on the caller's thread.</summary>
    private Burden? OfDelegates(IInvocationOperation call, int depth, CostAspect aspect)
    {
        if ((_model.Apis.Of(call.TargetMethod) & (ApiFlags.Invokes | ApiFlags.Offloads)) != ApiFlags.Invokes || IsQueued(call))
            return null;

        Burden? found = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type is { TypeKind: TypeKind.Delegate })
                found = Join(found, OfFunction(argument.Value, call, depth, aspect));
        }

        return found;
    }

    /// <summary>True for a continuation that the pool runs, also where the task is complete already: only with an option or a scheduler of its own may the caller's thread run it.</summary>
    private static bool IsQueued(IInvocationOperation call) =>
        TaskApis.Of(call.TargetMethod) == TaskApi.ContinueWith && !call.Arguments.Any(a => !a.IsImplicit && a.Parameter?.Type.Name is "TaskScheduler" or "TaskContinuationOptions");

    /// <summary>What running a delegate costs: a lambda, a method, a local that holds a lambda.</summary>
    public CostAnswer OfDelegate(IOperation function) => new(aspect =>
    {
        Burden? found = null;
        for (var depth = 0; depth < DeepestPath && !IsFinal(found); depth++)
            found = Join(found, OfDelegate(function, depth, aspect));
        return _hinges.Settled(found);
    });

    private Burden? OfFunction(IOperation function, IOperation call, int depth, CostAspect aspect) => Called(OfDelegate(function, depth, aspect), call, aspect);

    private Burden? OfDelegate(IOperation function, int depth, CostAspect aspect) => function.Unwrapped() switch
    {
        IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } =>
            method.IsAsync || _model.Implementations.TargetsOf(method) is not { Length: 1 } targets || targets[0].IsAsync ? null : Of(targets[0], depth, aspect),
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: false, Body: { } body } } => OfFunctionBody(body, depth, aspect),
        ILocalReferenceOperation { Local: var local } reference when _model.ProvenanceAt(reference).FunctionIn(local) is { Symbol.IsAsync: false, Body: { } body } => OfFunctionBody(body, depth, aspect),
        _ => null,
    };

    private Burden? OfFunctionBody(IOperation body, int depth, CostAspect aspect)
    {
        var found = aspect == CostAspect.Computing ? _computing.OfBody(body) : null;
        foreach (var site in CallSite.OperationsThatCall(body))
            found = Join(found, Direct(site, aspect));
        if (depth > 0 && !IsFinal(found))
        {
            foreach (var site in CallSite.OperationsThatCall(body))
                found = Join(found, Through(site, depth - 1, aspect));
        }

        return found;
    }

    private ImmutableArray<IOperation> SitesOf(IMethodSymbol method) =>
        _sites.GetOrAdd(method, m =>
        {
            var bodies = BodiesOf(m);
            return bodies.SelectMany(body => body.OwnOperations()).Skip(LongestMethod).Any()
                ? ImmutableArray<IOperation>.Empty
                : bodies.SelectMany(CallSite.OperationsThatCall).Where(site => !UntakenBranches.Hold(site)).ToImmutableArray();
        });

    private ImmutableArray<IOperation> BodiesOf(IMethodSymbol method) => _model.Summaries.BodiesOf(method);

    private static Burden? Called(Burden? inner, IOperation call, CostAspect aspect) =>
        inner is not null && !(aspect == CostAspect.Blocking && DualMode.IsInSynchronousBranch(call)) ? inner.CalledBy(call, CallSite.NameOf(call)) : null;

    /// <summary>
    /// What was found first has the shortest path; only what holds for all arguments is worth more than what hangs on one, and a wait that is certain more than a stream of which nobody knows what is behind it.
    /// </summary>
    private static Burden? Join(Burden? first, Burden? second) => IsFinal(second) && !IsFinal(first) ? second : first ?? second;

    /// <summary>True for what no further search can improve: it holds whatever the arguments are. Waits never hang on one.</summary>
    private static bool IsFinal(Burden? found) => found is { Hinge: null, Kind: not BlockKind.Stream };

    private sealed class MethodAtDepth : IEqualityComparer<(IMethodSymbol Method, int Depth, CostAspect Aspect)>
    {
        public static readonly MethodAtDepth Instance = new();

        public bool Equals((IMethodSymbol Method, int Depth, CostAspect Aspect) x, (IMethodSymbol Method, int Depth, CostAspect Aspect) y) =>
            x.Depth == y.Depth && x.Aspect == y.Aspect && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, int Depth, CostAspect Aspect) key) =>
            unchecked(SymbolEqualityComparer.Default.GetHashCode(key.Method) * 16 + key.Depth * 2 + (int)key.Aspect);
    }
}
