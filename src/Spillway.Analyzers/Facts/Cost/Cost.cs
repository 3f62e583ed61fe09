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
    private readonly ConcurrentDictionary<(IMethodSymbol, int), CostAnswer> _known = new(MethodAndDepth.Instance);

    public Cost(ConcurrencyModel model)
    {
        _model = model;
        _waiting = new Waiting(model);
        _hinges = new Hinges(model);
        _computing = new Computing(model, _hinges);
    }

    /// <summary>What a call, or any other operation that runs code, costs.</summary>
    public CostAnswer Of(IOperation operation)
    {
        var answer = Direct(operation);
        for (var depth = 0; depth < DeepestPath && !answer.IsSettled; depth++)
            answer = Join(answer, Through(operation, depth));
        return _hinges.Settled(answer);
    }

    /// <summary>What running <paramref name="method"/> costs; nothing where its code is out of view.</summary>
    public CostAnswer Of(IMethodSymbol method) => _hinges.Settled(Of(method.OriginalDefinition, DeepestPath - 1));

    /// <summary>What the loops of a body compute, its calls aside.</summary>
    public Burden? OfLoops(IOperation body) => _computing.OfBody(body);

    /// <summary>Shortest path first: each depth is asked for only where the one before found nothing certain.</summary>
    private CostAnswer Of(IMethodSymbol method, int depth)
    {
        if (_known.TryGetValue((method, depth), out var known))
            return known;

        CostAnswer answer;
        if (depth == 0)
        {
            answer = new CostAnswer(null, _computing.OfMethod(method, BodiesOf(method)));
            foreach (var site in SitesOf(method))
                answer = Join(answer, Often(Direct(site), site));
        }
        else
        {
            answer = Of(method, depth - 1);
            if (!answer.IsSettled)
            {
                foreach (var site in SitesOf(method))
                    answer = Join(answer, Often(Through(site, depth - 1), site));
            }
        }

        return _known.GetOrAdd((method, depth), answer);
    }

    /// <summary>What is kept after the first time costs its callers nothing later.</summary>
    private static CostAnswer Often(CostAnswer answer, IOperation site) =>
        answer.Blocks && (FirstTimeOnly.Is(site) || IsLast(site)) ? answer with { Blocking = null } : answer;

    /// <summary>True for what is done before the process ends, such as to give logs their time: nobody is left to wait.</summary>
    private static bool IsLast(IOperation site) => site.OwnAncestors().OfType<IBlockOperation>().Any(block =>
        block.Operations.SkipWhile(statement => !statement.Syntax.Span.Contains(site.Syntax.Span)).Skip(1).Any(statement => statement.OwnOperations().Any(o =>
            o is IInvocationOperation { TargetMethod: { Name: "Exit" or "FailFast", ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" } } })));

    private CostAnswer Direct(IOperation operation) =>
        new(_waiting.Of(operation) is { } burden && !DualMode.IsInSynchronousBranch(operation) ? burden : null, _computing.OfCall(operation));

    private CostAnswer Through(IOperation operation, int depth)
    {
        if (CallSite.TargetOf(operation) is not { } target)
            return default;

        // What the catalogue describes is known from there, and what it describes as harmless is not looked into.
        if (_model.Apis.IsKnown(target) && target.DeclaringSyntaxReferences.IsEmpty)
            return operation is IInvocationOperation known ? OfDelegates(known, depth) : default;

        if (target.MethodKind == MethodKind.DelegateInvoke)
            return operation is IInvocationOperation { Instance: { } called } ? OfFunction(called, operation, depth) : default;

        var targets = _model.Implementations.TargetsOf(target);
        if (targets.IsEmpty)
            return default;

        // An interface costs what every implementation costs: with one that does not, nothing is proven.
        CostAnswer? all = null;
        foreach (var one in targets)
        {
            var cost = one.IsAsync ? default : Of(one, depth);
            all = all is not { } other ? cost : new CostAnswer(cost.Blocks ? other.Blocking : null, cost.ComputesHeavily ? other.Computing : null);
        }

        if (all!.Value.Blocking is { } wait && IsUntaken(wait, operation))
            all = all.Value with { Blocking = null };
        if (all.Value.Computing is { IsOfItems: true, Path.Length: > 1 })
            all = all.Value with { Computing = null };
        else if (all.Value.Computing is { } work)
            all = all.Value with { Computing = Computing.IsSmallInstance(operation, work) ? null : _hinges.AtCall(work, operation) };
        return Called(all.Value, operation);
    }

    /// <summary>True when a flag that this call passes keeps the callee from getting there.</summary>
    private bool IsUntaken(Burden wait, IOperation call) =>
        call is IInvocationOperation { Arguments: var arguments } && arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: bool })
        && wait.Path[0].Location is { SourceTree: { } tree } first && _model.Compilation.ContainsSyntaxTree(tree)
        && _model.Semantics(tree).GetOperation(tree.GetRoot().FindNode(first.SourceSpan, getInnermostNodeForTie: true)) is { } site && UntakenBranches.Hold(site, arguments);

    /// <summary>What the delegates cost that a call runs on the caller's thread.</summary>
    private CostAnswer OfDelegates(IInvocationOperation call, int depth)
    {
        if ((_model.Apis.Of(call.TargetMethod) & (ApiFlags.Invokes | ApiFlags.Offloads)) != ApiFlags.Invokes)
            return default;

        var answer = default(CostAnswer);
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type is { TypeKind: TypeKind.Delegate })
                answer = Join(answer, OfFunction(argument.Value, call, depth));
        }

        return answer;
    }

    /// <summary>What running a delegate costs: a lambda, a method, a local that holds a lambda.</summary>
    public CostAnswer OfDelegate(IOperation function)
    {
        var answer = default(CostAnswer);
        for (var depth = 0; depth < DeepestPath && !answer.IsSettled; depth++)
            answer = Join(answer, OfDelegate(function, depth));
        return _hinges.Settled(answer);
    }

    private CostAnswer OfFunction(IOperation function, IOperation call, int depth) => Called(OfDelegate(function, depth), call);

    private CostAnswer OfDelegate(IOperation function, int depth) => function.Unwrapped() switch
    {
        IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } =>
            method.IsAsync || _model.Implementations.TargetsOf(method) is not { Length: 1 } targets || targets[0].IsAsync ? default : Of(targets[0], depth),
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: false, Body: { } body } } => OfFunctionBody(body, depth),
        ILocalReferenceOperation { Local: var local } reference when _model.ProvenanceAt(reference).FunctionIn(local) is { Symbol.IsAsync: false, Body: { } body } => OfFunctionBody(body, depth),
        _ => default,
    };

    private CostAnswer OfFunctionBody(IOperation body, int depth)
    {
        var answer = new CostAnswer(null, _computing.OfBody(body));
        foreach (var site in CallSite.OperationsThatCall(body))
            answer = Join(answer, Direct(site));
        if (depth > 0)
        {
            foreach (var site in CallSite.OperationsThatCall(body))
                answer = Join(answer, Through(site, depth - 1));
        }

        return answer;
    }

    private ImmutableArray<IOperation> SitesOf(IMethodSymbol method) =>
        _sites.GetOrAdd(method, m =>
        {
            var bodies = BodiesOf(m);
            return bodies.Sum(body => body.OwnOperations().Take(LongestMethod).Count()) >= LongestMethod
                ? ImmutableArray<IOperation>.Empty
                : bodies.SelectMany(CallSite.OperationsThatCall).Where(site => !UntakenBranches.Hold(site, ImmutableArray<IArgumentOperation>.Empty)).ToImmutableArray();
        });

    private ImmutableArray<IOperation> BodiesOf(IMethodSymbol method) => _model.Summaries.BodiesOf(method);

    private static CostAnswer Called(CostAnswer inner, IOperation call)
    {
        var blocking = inner.Blocking is { } wait && !DualMode.IsInSynchronousBranch(call) ? wait.CalledBy(call, CallSite.NameOf(call)) : null;
        return new CostAnswer(blocking, inner.Computing?.CalledBy(call, CallSite.NameOf(call)));
    }

    /// <summary>The first one counts; only a stream of which nobody knows what is behind it gives way to a wait that is certain.</summary>
    private static CostAnswer Join(CostAnswer first, CostAnswer second) =>
        new(first.Blocking is { Kind: BlockKind.Stream } && second.Blocking is { Kind: not BlockKind.Stream } certain ? certain : first.Blocking ?? second.Blocking, second.ComputesHeavily && !first.ComputesHeavily ? second.Computing : first.Computing ?? second.Computing);

    private sealed class MethodAndDepth : IEqualityComparer<(IMethodSymbol Method, int Depth)>
    {
        public static readonly MethodAndDepth Instance = new();

        public bool Equals((IMethodSymbol Method, int Depth) x, (IMethodSymbol Method, int Depth) y) =>
            x.Depth == y.Depth && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, int Depth) key) =>
            unchecked(SymbolEqualityComparer.Default.GetHashCode(key.Method) * 8 + key.Depth);
    }
}
