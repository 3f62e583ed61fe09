using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is known of the locks of one compilation. Each body is read once, and only when it has to do with locks.</summary>
internal sealed class Locks
{
    // Wrappers of wrappers exist; none deeper than this was met.
    private const int DeepestChain = 6;

    private static readonly ImmutableArray<HeldLock> Nothing = ImmutableArray<HeldLock>.Empty;

    private readonly ConcurrencyModel _model;
    private readonly FlowGraphs _graphs = new();
    private readonly Failures _failures;
    private readonly LockCallers _callers;
    private LockOrder? _order;
    private Guards? _guards;
    private ImmutableHashSet<ISymbol>? _lockedElsewhere;
    private readonly ConcurrentDictionary<SyntaxNode, LockSets> _sets = new();
    private readonly ConcurrentDictionary<(SyntaxNode Function, int Depth), LockSets> _cut = new();
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _mayKeep = new(SymbolEqualityComparer.Default);

    public Locks(ConcurrencyModel model)
    {
        _model = model;
        _failures = new Failures(model);
        _callers = new LockCallers(model);
        Delegates = new DelegatesInView(model);
        Places = new LockPlaces(model);
        Apis = new LockApis(model.Apis, model.Compilation);
        Index = new LockIndex(model.Compilation, model.Apis);
    }

    public LockApis Apis { get; }

    /// <summary>Which delegates are no code from outside.</summary>
    public DelegatesInView Delegates { get; }

    /// <summary>Where objects are locked, all over the compilation.</summary>
    public LockPlaces Places { get; }

    /// <summary>What fails in the normal life of a program.</summary>
    public Failures Failures => _failures;

    /// <summary>In which order locks are taken, in the whole compilation.</summary>
    public LockOrder Order => LazyInitializer.EnsureInitialized(ref _order, () => LockOrder.Of(_model))!;

    public LockIndex Index { get; }

    /// <summary>Which lock protects which field.</summary>
    public Guards Guards => LazyInitializer.EnsureInitialized(ref _guards, () => new Guards(_model))!;

    /// <summary>The types whose objects, or which themselves, are locked by code of other types.</summary>
    public ImmutableHashSet<ISymbol> LockedElsewhere => LazyInitializer.EnsureInitialized(ref _lockedElsewhere, FindLockedElsewhere)!;

    /// <summary>The lock sets of the function that <paramref name="body"/> is the code of.</summary>
    public LockSets Of(IOperation body, Provenance provenance) => Of(FlowGraphs.FunctionOf(body), provenance, new Run());

    /// <summary>The lock sets of a function in source; empty for others.</summary>
    public LockSets Of(IMethodSymbol method) => Of(method, new Run());

    /// <summary>The lock sets of a function by its syntax.</summary>
    public LockSets Of(SyntaxNode function)
    {
        if (_sets.TryGetValue(function, out var known))
            return known;

        return Index.Concerns(function) && _model.Semantics(function.SyntaxTree).GetOperation(function) is { } operation
            ? Of(operation, _model.ProvenanceAt(operation))
            : LockSets.None;
    }

    /// <summary>The locks that every caller of a private function holds, in the function's own words; none for functions that others can call.</summary>
    public ImmutableArray<LockId> HeldByCallers(SyntaxNode function) => _callers.Of(function);

    private LockSets Of(IMethodSymbol method, Run run)
    {
        var declared = method.OriginalDefinition.PartialImplementationPart ?? method.OriginalDefinition;
        foreach (var reference in declared.DeclaringSyntaxReferences)
        {
            if (!_model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            var syntax = reference.GetSyntax();
            if (_sets.TryGetValue(syntax, out var known))
                return known;
            if (!Index.Concerns(syntax))
                return LockSets.None;
            if (_model.Semantics(reference.SyntaxTree).GetOperation(syntax) is { } operation)
                return Of(operation, _model.ProvenanceAt(operation), run);
        }

        return LockSets.None;
    }

    private LockSets Of(IOperation function, Provenance provenance, Run run)
    {
        var syntax = function.Syntax;
        var depth = run.Open.Count;
        if (_sets.TryGetValue(syntax, out var known))
            return known;
        if (_cut.TryGetValue((syntax, depth), out known))
        {
            run.IsCut = true;
            return known;
        }

        if (run.Partial.TryGetValue((syntax, depth), out var part))
        {
            run.IsCut |= part.IsCut;
            run.Reentered = Math.Min(run.Reentered, part.Reentered);
            return part.Sets;
        }

        if (!Index.Concerns(syntax) || _graphs.Of(function) is not { } graph)
            return _sets.GetOrAdd(syntax, LockSets.None);

        if (depth >= DeepestChain)
        {
            run.IsCut = true;
            return LockSets.None;
        }

        if (run.Open.TryGetValue(syntax, out var openAt))
        {
            run.Reentered = Math.Min(run.Reentered, openAt);
            return LockSets.None;
        }

        run.Open.Add(syntax, depth);
        var wasCut = run.IsCut;
        run.IsCut = false;
        var names = new LockNames(provenance);
        var steps = new LockSteps(Apis, names, _failures, method => NetOf(method, run));
        var sets = LockFlow.Run(graph, names, steps);
        run.Open.Remove(syntax);
        return Keep(sets, syntax, depth, wasCut, run);
    }

    /// <summary>
    /// What was cut short because the chain of calls was long is right for everybody who comes that way at that depth; what was left out for the sake
    /// of a recursion only for the question that is inside of it.
    /// </summary>
    private LockSets Keep(LockSets sets, SyntaxNode function, int depth, bool wasCut, Run run)
    {
        var (isCut, reentered) = (run.IsCut, run.Reentered);
        run.IsCut |= wasCut;
        if (depth == 0)
            return _sets.GetOrAdd(function, sets);

        if (reentered < depth)
        {
            run.Partial[(function, depth)] = (sets, isCut, reentered);
            return sets;
        }

        run.Reentered = int.MaxValue;
        return isCut ? _cut.GetOrAdd((function, depth), sets) : _sets.GetOrAdd(function, sets);
    }

    private ImmutableArray<HeldLock> NetOf(IMethodSymbol method, Run run)
    {
        if (method.MethodKind is MethodKind.DelegateInvoke or MethodKind.BuiltinOperator or MethodKind.PropertyGet)
            return Nothing;

        // Most calls go to members of which no implementation, by its name, has to do with locks; finding out which ones there are takes long.
        if ((method.IsAbstract || method.IsVirtual) && !Index.MayKeep(method.Name))
            return Nothing;

        // Where several implementations are possible, a net effect would be that of one of them.
        var target = method.MethodKind == MethodKind.LocalFunction || !method.IsAbstract && !method.IsVirtual ? method : Single(method);
        return target is null || target.DeclaringSyntaxReferences.IsEmpty || !MayKeep(target) ? Nothing : Of(target, run).Net;
    }

    /// <summary>A lock statement gives back what it takes: without other words of locks, in it or in a callee, a method leaves the locks as they were.</summary>
    private bool MayKeep(IMethodSymbol method) => _mayKeep.GetOrAdd(method.OriginalDefinition, definition =>
        (definition.PartialImplementationPart ?? definition).DeclaringSyntaxReferences.Any(reference =>
            _model.Compilation.ContainsSyntaxTree(reference.SyntaxTree) && Index.MayKeep(reference.GetSyntax())));

    private IMethodSymbol? Single(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences.IsEmpty && method.ContainingAssembly.IsFramework())
            return null;

        var targets = _model.Implementations.TargetsOf(method);
        return targets.Length == 1 ? targets[0] : null;
    }

    private ImmutableHashSet<ISymbol> FindLockedElsewhere()
    {
        var found = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var function in Index.Functions)
        {
            foreach (var acquisition in Of(function).Acquisitions.Where(a => a.Taken.Kind == LockKind.Monitor))
            {
                var locked = acquisition.Taken.Lock.Root switch
                {
                    LockRoot.This => null,
                    LockRoot.Type => acquisition.Taken.Lock.Symbol,
                    _ => acquisition.Target?.Unwrapped().Type?.OriginalDefinition,
                };
                var own = function.FirstAncestorOrSelf<TypeDeclarationSyntax>();
                if (locked is INamedTypeSymbol && !locked.DeclaringSyntaxReferences.Any(r => acquisition.Taken.Lock.Root == LockRoot.Type && r.GetSyntax() == own))
                    found.Add(locked);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>What one question has in progress.</summary>
    private sealed class Run
    {
        /// <summary>The functions that are being read, with their depth.</summary>
        public Dictionary<SyntaxNode, int> Open { get; } = new();

        /// <summary>What was found for functions inside of a recursion.</summary>
        public Dictionary<(SyntaxNode Function, int Depth), (LockSets Sets, bool IsCut, int Reentered)> Partial { get; } = new();

        /// <summary>True when the chain of calls was longer than is followed.</summary>
        public bool IsCut { get; set; }

        /// <summary>The depth of the outermost open function that a recursion has come back to.</summary>
        public int Reentered { get; set; } = int.MaxValue;
    }
}
