using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Which tasks are complete where? A forward data flow over the control-flow graph of a member and of the functions in it: a place is
/// known to be complete when on every path the task was awaited, waited for, or tested. What cannot be shown is not complete.
/// </summary>
internal sealed class Completion
{
    private const int MostSteps = 20_000;

    private readonly Dictionary<CaptureId, List<IOperation>> _captures = new();
    private readonly Dictionary<SyntaxNode, CompletionState> _states = new();
    private readonly Dictionary<SyntaxNode, IOperation> _drained = new();
    private readonly TaskPlaces _places;
    private readonly CompletionRules _rules;
    private readonly CompletionSteps _steps;
    private int _left = MostSteps;

    private Completion(ConcurrencyModel model, IOperation root, Provenance provenance)
    {
        _places = new TaskPlaces(provenance, root, Captured);
        _rules = new CompletionRules(model, _places, Captured);
        _steps = new CompletionSteps(_rules, _places, new CompletionConditions(_rules, _places, Captured), _states);

        IReadOnlyList<IOperation> Captured(CaptureId id) => _captures.TryGetValue(id, out var values) ? values : System.Array.Empty<IOperation>();
    }

    /// <summary>Reads the member around <paramref name="root"/>, beginning with what its callers have proven.</summary>
    public static Completion Of(ConcurrencyModel model, IOperation root, Provenance provenance, CompletionState start)
    {
        var completion = new Completion(model, root, provenance);
        if (FlowGraphs.Create(root) is { } graph)
            completion.ReadMember(graph, root, start);
        return completion;
    }

    /// <summary>Is the task of <paramref name="expression"/> complete where <paramref name="at"/> is evaluated?</summary>
    public bool IsComplete(IOperation expression, SyntaxNode at) =>
        _rules.IsComplete(expression, StateAt(at));

    /// <summary>Are all tasks in <paramref name="collection"/> complete where <paramref name="at"/> is evaluated?</summary>
    public bool AreAllComplete(IOperation collection, SyntaxNode at) =>
        _rules.AreAllComplete(collection, StateAt(at));

    /// <summary>What is known where <paramref name="call"/> enters <paramref name="callee"/>, in the callee's own words.</summary>
    public CompletionState Enter(IInvocationOperation call, IMethodSymbol callee)
    {
        var at = StateAt(call.Syntax);
        var inside = call.Instance is null or IInstanceReferenceOperation ? at.OfFields() : CompletionState.Nothing;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } given || given.Ordinal >= callee.Parameters.Length)
                continue;

            var parameter = callee.Parameters[given.Ordinal];
            if (_rules.IsComplete(argument.Value, at))
                inside = inside.With(ImmutableArray.Create(new TaskPlace(parameter, "")));
            if (_rules.AreAllComplete(argument.Value, at))
                inside = inside.With(ImmutableArray.Create(new TaskPlace(parameter, TaskPlace.EachElement)));
            foreach (var path in at.PathsBelow(_places.Of(argument.Value)))
                inside = inside.With(ImmutableArray.Create(new TaskPlace(parameter, path)));
        }

        return inside;
    }

    private CompletionState StateAt(SyntaxNode at) => _states.TryGetValue(at, out var state) ? state : CompletionState.Nothing;

    private void ReadMember(ControlFlowGraph graph, IOperation root, CompletionState start)
    {
        foreach (var loop in root.Descendants().OfType<IForEachLoopOperation>())
        {
            if (DrainedLoop.AwaitsEach(loop))
                _drained[loop.Collection.Syntax] = loop.Collection;
        }

        Read(graph, start, root);
    }

    private void Read(ControlFlowGraph graph, CompletionState start, IOperation root)
    {
        CollectCaptures(graph);
        var locals = new List<(IMethodSymbol Function, ControlFlowGraph Graph)>();
        Flow(graph, start, locals, root);

        // A local function knows what is known at all of its calls; those that call each other have to be asked in order.
        while (locals.Count > 0)
        {
            var ready = locals.FindIndex(local => CallsOf(local.Function, root) is { } calls && calls.All(call => _states.ContainsKey(call.Syntax)));
            var next = locals[System.Math.Max(0, ready)];
            locals.Remove(next);
            CollectCaptures(next.Graph);
            Flow(next.Graph, ready < 0 ? CompletionState.Nothing : AtCallsOf(next.Function, root), locals, root);
        }
    }

    private CompletionState AtCallsOf(IMethodSymbol function, IOperation root)
    {
        CompletionState? met = null;
        foreach (var call in CallsOf(function, root)!)
        {
            // A local function sees the variables around it as well.
            var state = StateAt(call.Syntax);
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter is { } parameter && _rules.IsComplete(argument.Value, state))
                    state = state.With(ImmutableArray.Create(new TaskPlace(function.Parameters[parameter.Ordinal], "")));
                if (argument.Parameter is { } several && _rules.AreAllComplete(argument.Value, state))
                    state = state.With(ImmutableArray.Create(new TaskPlace(function.Parameters[several.Ordinal], TaskPlace.EachElement)));
            }

            met = met is null ? state : met.Meet(state);
        }

        return met ?? CompletionState.Nothing;
    }

    /// <summary>All calls of a local function, or null when it is used as a delegate too.</summary>
    private static List<IInvocationOperation>? CallsOf(IMethodSymbol function, IOperation root)
    {
        var calls = new List<IInvocationOperation>();
        foreach (var operation in root.Descendants())
        {
            if (operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function))
                calls.Add(call);
            else if (operation is IMethodReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function))
                return null;
        }

        return calls.Count == 0 ? null : calls;
    }

    private void Flow(ControlFlowGraph graph, CompletionState start, List<(IMethodSymbol, ControlFlowGraph)> locals, IOperation root)
    {
        var entries = new CompletionState?[graph.Blocks.Length];
        var pending = new SortedSet<int> { 0 };
        entries[0] = start;
        void Merge(int block, CompletionState state)
        {
            var known = entries[block];
            var met = known is null ? state : known.Meet(state);
            if (known is not null && met.Same(known))
                return;

            entries[block] = met;
            pending.Add(block);
        }

        while (pending.Count > 0 && _left-- > 0)
        {
            var ordinal = pending.Min;
            pending.Remove(ordinal);
            var block = graph.Blocks[ordinal];
            var state = _steps.Through(block, entries[ordinal]!, record: false, out var thrown);
            // Even where nothing seems to throw, a handler is read: it may be reached in ways that nobody sees.
            foreach (var handler in HandlersOf(block, graph))
                Merge(handler, thrown ?? state);

            Leave(block.ConditionalSuccessor, block, state, conditional: true);
            Leave(block.FallThroughSuccessor, block, state, conditional: false);
        }

        // Out of steps: what is half computed is worth nothing.
        if (_left <= 0)
            return;

        var lambdas = new List<(IFlowAnonymousFunctionOperation Lambda, CompletionState State)>();
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i] is not { } entry)
                continue;

            _steps.Through(graph.Blocks[i], entry, record: true, out _);
            foreach (var lambda in _steps.TakeLambdas())
                lambdas.Add(lambda);
        }

        foreach (var function in graph.LocalFunctions)
            locals.Add((function, graph.GetLocalFunctionControlFlowGraph(function)));
        foreach (var (lambda, state) in lambdas)
        {
            var inner = graph.GetAnonymousFunctionControlFlowGraph(lambda);
            CollectCaptures(inner);
            Flow(inner, state.With(LambdaStart.Of(lambda, _places, _rules)), locals, root);
        }

        void Leave(ControlFlowBranch? branch, BasicBlock block, CompletionState state, bool conditional)
        {
            if (branch?.Destination is not { } destination)
                return;

            if (block.BranchValue is { } condition && block.ConditionKind != ControlFlowConditionKind.None)
                state = AfterCondition(condition, (block.ConditionKind == ControlFlowConditionKind.WhenTrue) == conditional, state);
            foreach (var region in branch.FinallyRegions)
                Merge(region.FirstBlockOrdinal, state);
            Merge(destination.Ordinal, state);
        }
    }

    private CompletionState AfterCondition(IOperation condition, bool outcome, CompletionState state)
    {
        // The end of a loop that awaits each task: all of them are complete then.
        if (!outcome && _drained.TryGetValue(condition.Syntax, out var collection))
            return _rules.CompleteEach(collection, state);

        return _steps.After(condition, outcome, state);
    }

    private static IEnumerable<int> HandlersOf(BasicBlock block, ControlFlowGraph graph)
    {
        // The regions of a lambda go on into those of the function around it, whose blocks are numbered on their own.
        for (var region = block.EnclosingRegion; region is not null && region != graph.Root; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } around)
                continue;

            foreach (var sibling in around.NestedRegions)
            {
                if (sibling.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler or ControlFlowRegionKind.Finally)
                    yield return sibling.FirstBlockOrdinal;
            }
        }
    }

    private void CollectCaptures(ControlFlowGraph graph)
    {
        foreach (var capture in graph.Blocks.SelectMany(block => block.Operations).SelectMany(operation => operation.DescendantsAndSelf()).OfType<IFlowCaptureOperation>())
        {
            if (!_captures.TryGetValue(capture.Id, out var values))
                _captures[capture.Id] = values = new List<IOperation>();
            values.Add(capture.Value);
        }
    }
}
