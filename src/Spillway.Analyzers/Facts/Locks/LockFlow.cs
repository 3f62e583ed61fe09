using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Forward data flow of locks over one control-flow graph. Exceptions are followed to their handlers; a <c>finally</c> is run
/// anew for each state in which it is entered, so that what one path holds does not blur another.
/// </summary>
internal sealed class LockFlow
{
    private readonly ControlFlowGraph _graph;
    private readonly LockSteps _steps;
    private readonly Dictionary<int, ImmutableArray<IOperation>> _operations = new();
    private readonly Dictionary<SyntaxNode, LockState> _states = new();
    private readonly Dictionary<(int Handler, LockState State), IOperation> _caught = new();
    private Dictionary<(SyntaxNode At, bool Throws), LockState> _exits = new();
    private readonly Dictionary<(ControlFlowRegion, LockState), LockState?> _finallies = new();
    private readonly HashSet<SyntaxNode> _likely = new();
    private readonly List<LockExit> _turns = new();

    private LockFlow(ControlFlowGraph graph, LockSteps steps)
    {
        _graph = graph;
        _steps = steps;
    }

    public static LockSets Run(ControlFlowGraph graph, LockNames names, LockSteps steps)
    {
        var flow = new LockFlow(graph, steps);
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in flow.OperationsOf(block))
            {
                if (operation is IFlowCaptureOperation capture)
                    names.Capture(capture);
                steps.Expect(operation);
            }
        }

        var pass = new Pass(0, graph.Blocks.Length - 1);
        Enter(pass, graph.Blocks[0], LockState.Empty);
        flow.Complete(pass);
        flow.FollowCaught();
        var exits = flow._exits.Select(e => new LockExit(e.Key.Item1, e.Value, e.Key.Item2, flow._likely.Contains(e.Key.Item1))).OrderBy(e => e.At.SpanStart).ToImmutableArray();
        return new LockSets(flow._states, steps.Acquisitions, steps.Releases, exits, flow._turns.ToImmutableArray());
    }

    private void Complete(Pass pass)
    {
        while (pass.Pending.Count > 0)
        {
            Patience.Check();
            var ordinal = pass.Pending.Dequeue();
            pass.IsPending.Remove(ordinal);
            Process(pass, _graph.Blocks[ordinal], pass.States[ordinal]);
        }
    }

    /// <summary>
    /// Where a handler swallows what a single operation throws, the paths that come to it meet, and what was held on one of them blurs. So each
    /// of those is followed once more by itself.
    /// </summary>
    private void FollowCaught()
    {
        var main = _exits;
        foreach (var caught in _caught.ToList())
        {
            _exits = new Dictionary<(SyntaxNode At, bool Throws), LockState>();
            var pass = new Pass(0, _graph.Blocks.Length - 1) { IsFollowing = true };
            Enter(pass, _graph.Blocks[caught.Key.Handler], caught.Key.State);
            Complete(pass);
            var kept = _exits.Where(exit => !exit.Key.Throws && exit.Value.Held.Any(held => held.IsCertain)).Select(exit => exit.Value).FirstOrDefault();
            _exits = main;
            if (kept is null)
                continue;

            AddExit(caught.Value.Syntax, true, kept);
            _likely.Add(caught.Value.Syntax);
        }
    }

    private static void Enter(Pass pass, BasicBlock block, LockState state)
    {
        // An exception that leaves a finally replaces the one that brought us there: that path is not worth following.
        if (block.Ordinal < pass.First || block.Ordinal > pass.Last)
            return;

        var joined = pass.States.TryGetValue(block.Ordinal, out var known) ? known.Join(state) : state;
        if (known is not null && joined.Equals(known))
            return;

        pass.States[block.Ordinal] = joined;
        if (pass.IsPending.Add(block.Ordinal))
            pass.Pending.Enqueue(block.Ordinal);
    }

    private void Process(Pass pass, BasicBlock block, LockState state)
    {
        // A handler may be entered before anything in its block has happened.
        if (block.EnclosingRegion is { Kind: not ControlFlowRegionKind.Root })
            Throw(pass, state, block.EnclosingRegion, null);

        var isClosing = IsInFinally(block);
        foreach (var operation in OperationsOf(block))
        {
            state = state.Leave(operation.Syntax);

            // What the compiler adds where a scope ends stands in the syntax of its start, and some operands in that of the whole.
            if (!(isClosing && operation.IsImplicit) && operation.Parent?.Syntax != operation.Syntax)
                _states[operation.Syntax] = _states.TryGetValue(operation.Syntax, out var known) ? known.Join(state) : state;
            if (_steps.MayThrow(operation))
                Throw(pass, state, block.EnclosingRegion, operation);
            state = _steps.Apply(operation, state);
        }

        if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is not { } condition)
        {
            Take(pass, block, block.FallThroughSuccessor, state);
            return;
        }

        var jumps = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        Take(pass, block, block.ConditionalSuccessor, _steps.Decide(condition, jumps, state));
        Take(pass, block, block.FallThroughSuccessor, _steps.Decide(condition, !jumps, state));
    }

    private void Take(Pass pass, BasicBlock block, ControlFlowBranch? branch, LockState? state)
    {
        if (branch is null || state is null)
            return;

        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                Throw(pass, state, block.EnclosingRegion, block.BranchValue ?? block.Operations.LastOrDefault() ?? _graph.OriginalOperation, isThrown: true);
                return;

            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                pass.End = pass.End is null ? state : pass.End.Join(state);
                return;
        }

        foreach (var region in branch.FinallyRegions)
        {
            if (Finally(region, state) is not { } after)
                return;
            state = after;
        }

        if (branch.Destination is not { } destination)
            return;

        if (destination.Kind != BasicBlockKind.Exit)
        {
            if (pass is { First: 0, IsFollowing: false })
                NoteTurn(pass, block, destination, state);
            Enter(pass, destination, state);
            return;
        }

        var exit = block.BranchValue?.Syntax ?? block.Operations.LastOrDefault()?.Syntax ?? _graph.OriginalOperation.Syntax;
        AddExit(exit, false, state);
    }

    /// <summary>Notes where one way to the next turn of a loop keeps a lock that another way does not have.</summary>
    private void NoteTurn(Pass pass, BasicBlock block, BasicBlock destination, LockState state)
    {
        if (!pass.States.TryGetValue(destination.Ordinal, out var known))
            return;

        if (destination.Ordinal <= block.Ordinal)
            Note(state, known);
        else if (IsBottom(destination))
        {
            Note(state, known);
            Note(known, state);
        }

        void Note(LockState keeps, LockState other)
        {
            if (keeps.Held.Any(held => held.IsCertain && !other.Held.Any(known => known.Site == held.Site)) && (block.BranchValue ?? block.Operations.LastOrDefault() ?? _graph.OriginalOperation) is { Syntax: var at })
                _turns.Add(new LockExit(at, keeps, false, true));
        }
    }

    /// <summary>True for what a <c>for</c> does between two turns.</summary>
    private static bool IsBottom(BasicBlock block) =>
        block.Operations.FirstOrDefault()?.Syntax is { } step && step.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.ForStatementSyntax loop && loop.Incrementors.Any(incrementor => incrementor == step);

    private LockState? Finally(ControlFlowRegion region, LockState state)
    {
        if (_finallies.TryGetValue((region, state), out var known))
            return known;

        // While it runs, the same question from inside has no answer to add.
        _finallies[(region, state)] = null;
        var pass = new Pass(region.FirstBlockOrdinal, region.LastBlockOrdinal);
        Enter(pass, _graph.Blocks[region.FirstBlockOrdinal], state);
        Complete(pass);
        return _finallies[(region, state)] = pass.End;
    }

    /// <summary>Follows an exception that <paramref name="cause"/> throws from <paramref name="region"/> outwards.</summary>
    private void Throw(Pass pass, LockState state, ControlFlowRegion? region, IOperation? cause, bool isThrown = false)
    {
        if (!pass.Thrown.TryGetValue((region, state), out var escaped))
            pass.Thrown[(region, state)] = escaped = Unwind(pass, state, region);
        if (cause is not null && !state.IsEmpty && pass is { First: 0, IsFollowing: false } && (isThrown || _steps.IsLikelyToThrow(cause)))
            NoteCaught(state, region, cause);
        if (cause is null || escaped is not { IsEmpty: false })
            return;

        AddExit(cause.Syntax, true, escaped);
        if (isThrown || _steps.IsLikelyToThrow(cause))
            _likely.Add(cause.Syntax);
    }

    private void NoteCaught(LockState state, ControlFlowRegion? region, IOperation cause)
    {
        // Only what is held for certain can blur: a path that begins with doubts ends with them.
        if (!state.Entries.Any(held => held is { IsTaken: true, IsCertain: true }))
            return;

        foreach (var handler in HandlersAround(region))
        {
            if (handler.Kind == ControlFlowRegionKind.Finally)
            {
                if (Finally(handler, state) is not { IsEmpty: false } after)
                    return;
                state = after;
            }
            else if (handler.Kind == ControlFlowRegionKind.Catch && CatchesAll(handler.ExceptionType))
            {
                if (!_caught.ContainsKey((handler.FirstBlockOrdinal, state)))
                    _caught.Add((handler.FirstBlockOrdinal, state), cause);
                return;
            }
        }
    }

    private LockState? Unwind(Pass pass, LockState state, ControlFlowRegion? region)
    {
        foreach (var handler in HandlersAround(region))
        {
            if (handler.Kind == ControlFlowRegionKind.Finally)
            {
                if (handler.FirstBlockOrdinal < pass.First || handler.LastBlockOrdinal > pass.Last || Finally(handler, state) is not { } after)
                    return null;
                state = after;
            }
            else
            {
                Enter(pass, _graph.Blocks[handler.FirstBlockOrdinal], state);
                if (handler.Kind == ControlFlowRegionKind.Catch && CatchesAll(handler.ExceptionType))
                    return null;
            }
        }

        return pass.First == 0 ? state : null;
    }

    /// <summary>What a failure in a region comes to, innermost first. Beyond the root of a lambda's graph lie the regions of the function around it.</summary>
    private static IEnumerable<ControlFlowRegion> HandlersAround(ControlFlowRegion? region)
    {
        for (; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } around)
                continue;

            foreach (var handler in around.NestedRegions.Skip(1))
                yield return handler;
        }
    }

    private static bool IsInFinally(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                return true;
        }

        return false;
    }

    private static bool CatchesAll(ITypeSymbol? type) =>
        type is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private void AddExit(SyntaxNode at, bool throws, LockState state)
    {
        state = state.Leave(null);
        _exits[(at, throws)] = _exits.TryGetValue((at, throws), out var known) ? known.Join(state) : state;
    }

    /// <summary>Everything that the block evaluates, operands first.</summary>
    private ImmutableArray<IOperation> OperationsOf(BasicBlock block)
    {
        if (_operations.TryGetValue(block.Ordinal, out var known))
            return known;

        var all = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in block.Operations)
            AddAfterOperands(operation, all);
        if (block.BranchValue is { } value)
            AddAfterOperands(value, all);
        return _operations[block.Ordinal] = all.ToImmutable();
    }

    private static void AddAfterOperands(IOperation root, ImmutableArray<IOperation>.Builder all)
    {
        var pending = new Stack<(IOperation Operation, bool IsOpened)>();
        pending.Push((root, false));
        while (pending.Count > 0)
        {
            var (operation, isOpened) = pending.Pop();
            if (isOpened)
            {
                all.Add(operation);
                continue;
            }

            pending.Push((operation, true));
            foreach (var child in operation.ChildOperations.Reverse())
                pending.Push((child, false));
        }
    }

    /// <summary>A part of the graph on its way to a fixed point: all of it, or one finally.</summary>
    private sealed class Pass
    {
        public Pass(int first, int last)
        {
            First = first;
            Last = last;
        }

        public int First { get; }

        public int Last { get; }

        public Dictionary<int, LockState> States { get; } = new();

        public Queue<int> Pending { get; } = new();

        public HashSet<int> IsPending { get; } = new();

        public Dictionary<(ControlFlowRegion?, LockState), LockState?> Thrown { get; } = new();

        /// <summary>True for the path of one exception only.</summary>
        public bool IsFollowing { get; set; }

        /// <summary>What is held where a finally ends; null while no path gets there.</summary>
        public LockState? End { get; set; }
    }
}
