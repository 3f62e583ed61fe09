using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Collects which locks functions take while they hold others, in their own code and through calls.</summary>
internal sealed class LockEdges
{
    // Deadlocks that were found in production lie so many calls deep: the lock is taken far from where the other one is.
    private const int DeepestCall = 8;
    private const int MostLocks = 16;

    private static readonly ImmutableArray<Taking> Nothing = ImmutableArray<Taking>.Empty;

    private readonly ConcurrencyModel _model;
    private readonly EventHandlersInView _handlers;
    private readonly ImmutableHashSet<ISymbol> _lockThemselves;
    private readonly Dictionary<(IMethodSymbol, int), ImmutableArray<Taking>> _taken = new();
    private readonly Dictionary<IMethodSymbol, ImmutableArray<Taking>> _whole = new(SymbolEqualityComparer.Default);
    private bool _isCut;

    public LockEdges(ConcurrencyModel model)
    {
        _model = model;
        _handlers = new EventHandlersInView(model);
        _lockThemselves = LockClass.LockThemselves(model);
    }

    /// <summary>The locks that <paramref name="function"/> takes while it holds others.</summary>
    public IEnumerable<LockEdge> Of(SyntaxNode function)
    {
        var sets = _model.Locks.Of(function);
        if (!sets.Acquisitions.Any(a => Counts(a.Taken)) || _model.Semantics(function.SyntaxTree).GetOperation(function) is not { } operation)
            yield break;

        var self = LockClass.Around(function, _model);
        var names = new LockNames(_model.ProvenanceAt(operation));
        var before = _model.Locks.HeldByCallers(function);
        foreach (var acquisition in sets.Acquisitions)
        {
            // Who gives up after some time does not wait for ever.
            if (!acquisition.Taken.IsCertain || !Counts(acquisition.Taken))
                continue;

            var taking = TakingOf(acquisition.Taken, self);
            foreach (var edge in Edges(acquisition.Before, taking, before, function, self, names))
                yield return edge;
        }

        foreach (var site in operation.ChildOperations.SelectMany(CallSite.OperationsThatCall))
        {
            var state = sets.At(site.Syntax);
            if (!state.Held.Any(h => h.IsCertain && Counts(h)))
                continue;

            foreach (var taking in TakenBy(site, names, self, DeepestCall))
            {
                foreach (var edge in Edges(state, taking, before, function, self, names))
                    yield return edge;
            }
        }
    }

    /// <summary>The locks that are certainly held at <paramref name="node"/> of <paramref name="function"/>, by what they are in any object.</summary>
    public ImmutableHashSet<LockClass> HeldAt(SyntaxNode node, SyntaxNode function) =>
        ClassesOf(_model.Locks.Of(function).At(node), LockClass.Around(function, _model)).ToImmutableHashSet();

    private IEnumerable<LockClass> ClassesOf(LockState state, INamedTypeSymbol? self) =>
        state.Held.Where(h => h.IsCertain && Counts(h)).Select(h => ClassOf(h.Lock, self)).OfType<LockClass>();

    private IEnumerable<LockEdge> Edges(LockState state, Taking inner, ImmutableArray<LockId> before, SyntaxNode function, INamedTypeSymbol? self, LockNames names)
    {
        var held = state.Held.Where(h => h.IsCertain && Counts(h)).ToList();

        // Taking again what one has does not wait, and nobody else has what was made in here.
        if (inner.Class is not { } innerClass || held.Any(h => h.Lock.Equals(inner.Lock)) || before.Contains(inner.Lock) || names.IsMadeHere(inner.Lock))
            yield break;

        foreach (var outer in held)
        {
            if (names.IsMadeHere(outer.Lock) || ClassOf(outer.Lock, self) is not { } outerClass)
                continue;

            // A path that has such a lock already may well take the same one again.
            var around = held.Where(h => h != outer).Select(h => h.Lock).Concat(before).Select(id => ClassOf(id, self)).OfType<LockClass>().Concat(inner.Around).ToImmutableArray();
            if (!outerClass.Equals(innerClass) && around.Contains(innerClass))
                continue;

            yield return new LockEdge(outer, inner.Lock, outerClass, innerClass, around, function, inner.Path);
        }
    }

    /// <summary>A lock that keeps others out until it is given back; a semaphore is one when it starts with one permit.</summary>
    private bool Counts(HeldLock held) => held.IsThreadBound || held.Kind == LockKind.Async
        || held.Kind == LockKind.Semaphore && held.Lock.Symbol is { } symbol && LockFields.InitialOf(symbol, _model) is { } initial
        && initial.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value.ConstantValue is { HasValue: true, Value: 1 };

    private LockClass? ClassOf(LockId id, INamedTypeSymbol? self) => LockClass.Of(id, self, _lockThemselves);

    private Taking TakingOf(HeldLock taken, INamedTypeSymbol? self) =>
        new(taken.Lock, ClassOf(taken.Lock, self), taken.IsThreadBound, ImmutableArray.Create(taken.Site), ImmutableArray<LockClass>.Empty);

    /// <summary>The locks that a call takes, in the words of the code around it, which belongs to <paramref name="self"/>.</summary>
    private IEnumerable<Taking> TakenBy(IOperation site, LockNames names, INamedTypeSymbol? self, int depth)
    {
        // An error that only broken code sees is no way that two threads meet on.
        if (CallSite.TargetOf(site) is not { } method || IsOfThrow(site.Syntax))
            yield break;
        if (depth == 0)
        {
            _isCut |= !method.DeclaringSyntaxReferences.IsEmpty || method.MethodKind == MethodKind.DelegateInvoke;
            yield break;
        }

        foreach (var taking in TakenByLambdas(site, names, self, depth))
            yield return taking;

        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            foreach (var taking in TakenByHandlers(site, depth))
                yield return taking;
            yield break;
        }

        var targets = _model.Implementations.TargetsOf(method);
        if (targets.Length != 1 || method.IsOpenFrameworkMember())
            yield break;

        var isAwaited = !method.ReturnType.IsTaskLike() || IsAwaited(site);
        foreach (var taking in TakenIn(targets[0].OriginalDefinition, depth))
        {
            // A task that nobody waits for here may take its lock when ours is given back.
            if (!(taking.IsThreadBound || isAwaited) || (names.InCaller(taking.Lock, targets[0], site) ?? Elsewhere(taking.Lock)) is not { } translated)
                continue;

            var kind = taking.Lock.Root == LockRoot.This ? taking.Class : ClassOf(translated, self) ?? taking.Class;
            if (!names.IsMadeHere(translated))
                yield return taking with { Lock = translated, Class = kind, Path = taking.Path.Insert(0, site.Syntax) };
        }
    }

    /// <summary>The locks that the lambdas take which a call runs before it returns; they speak of things as the code around them does.</summary>
    private IEnumerable<Taking> TakenByLambdas(IOperation site, LockNames names, INamedTypeSymbol? self, int depth)
    {
        if (site is not IInvocationOperation call || (_model.Apis.Of(call.TargetMethod) & (ApiFlags.Invokes | ApiFlags.Offloads | ApiFlags.Lazy)) != ApiFlags.Invokes || call.Type.IsTaskLike())
            yield break;

        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type is not { TypeKind: TypeKind.Delegate } || Lambdas.In(argument.Value) is not { Symbol.IsAsync: false, Body: { } body } lambda)
                continue;

            var sets = _model.Locks.Of(lambda.Syntax);
            foreach (var acquisition in sets.Acquisitions)
            {
                if (acquisition is { Via: null, Taken.IsCertain: true } && Counts(acquisition.Taken))
                {
                    var taking = TakingOf(acquisition.Taken, self);
                    yield return taking with { Path = taking.Path.Insert(0, site.Syntax), Around = ClassesOf(acquisition.Before, self).ToImmutableArray() };
                }
            }

            foreach (var inner in CallSite.OperationsThatCall(body))
            {
                var around = ClassesOf(sets.At(inner.Syntax), self).ToImmutableArray();
                foreach (var taking in TakenBy(inner, names, self, depth - 1))
                    yield return taking with { Path = taking.Path.Insert(0, site.Syntax), Around = taking.Around.AddRange(around) };
            }
        }
    }

    /// <summary>A lock of an object that the caller has no name for: one of its type.</summary>
    private static LockId? Elsewhere(LockId id) => id.From(start => start.Symbol switch
    {
        ILocalSymbol local => new LockId(LockRoot.Unknown, null, null, local.Type),
        IParameterSymbol parameter => new LockId(LockRoot.Unknown, null, null, parameter.Type),
        _ => null,
    });

    /// <summary>The locks that the handlers of an event take; whose objects they are, the one who raises it does not know.</summary>
    private IEnumerable<Taking> TakenByHandlers(IOperation site, int depth)
    {
        // A generic type serves many purposes: who handles the event of one object has nothing to do with another.
        if (_handlers.RaisedBy(site) is not { ContainingType.IsGenericType: false } raised)
            yield break;

        foreach (var handler in _handlers.Of(raised))
        {
            var semantics = _model.Semantics(handler.SyntaxTree);
            var method = semantics.GetSymbolInfo(handler).Symbol as IMethodSymbol;
            var owner = handler is AnonymousFunctionExpressionSyntax ? LockClass.Around(handler, _model) : method?.ContainingType;
            var all = handler is not AnonymousFunctionExpressionSyntax ? method is null ? Nothing : TakenIn(method.OriginalDefinition, depth)
                : semantics.GetOperation(handler) is { } lambda ? Collect(_model.Locks.Of(handler), ImmutableArray.Create(lambda), owner, depth) : Nothing;
            foreach (var taking in all)
            {
                var known = taking.Lock.From(start => start.Root switch
                {
                    LockRoot.This => new LockId(LockRoot.Unknown, null, null, owner),
                    LockRoot.Static or LockRoot.Type => start,
                    _ => null,
                });
                if (known is not null)
                    yield return taking with { Lock = known, Path = taking.Path.Insert(0, site.Syntax) };
            }
        }
    }

    private ImmutableArray<Taking> TakenIn(IMethodSymbol method, int depth)
    {
        if (_whole.TryGetValue(method, out var known) || _taken.TryGetValue((method, depth), out known))
        {
            _isCut |= !_whole.ContainsKey(method);
            return known;
        }

        // A recursion takes what its other calls take.
        _taken[(method, depth)] = Nothing;
        var wasCut = _isCut;
        _isCut = false;
        var found = Collect(_model.Locks.Of(method), _model.Summaries.BodiesOf(method), method.ContainingType, depth);

        // What lies less deep than we look need not be read again for those who are farther away.
        if (_isCut)
            _taken[(method, depth)] = found;
        else
            _whole[method] = found;
        _isCut |= wasCut;
        return found;
    }

    private ImmutableArray<Taking> Collect(LockSets sets, ImmutableArray<IOperation> bodies, INamedTypeSymbol? self, int depth)
    {
        var found = ImmutableArray.CreateBuilder<Taking>();
        void Add(Taking taking)
        {
            if (taking.Class is not { } kind || taking.Around.Contains(kind))
                return;

            // Of two ways to the same lock the one with fewer others around it says more.
            var known = 0;
            while (known < found.Count && !(found[known].Lock.Equals(taking.Lock) && found[known].Class.Equals(taking.Class)))
                known++;
            if (known == found.Count && known < MostLocks)
                found.Add(taking);
            else if (known < found.Count && taking.Around.Length < found[known].Around.Length)
                found[known] = taking;
        }

        foreach (var body in bodies)
        {
            // Nobody else has what is made in here.
            var names = new LockNames(_model.ProvenanceAt(body));
            foreach (var acquisition in sets.Acquisitions)
            {
                if (acquisition is { Via: null, Taken.IsCertain: true } && Counts(acquisition.Taken) && !names.IsMadeHere(acquisition.Taken.Lock))
                    Add(TakingOf(acquisition.Taken, self) with { Around = ClassesOf(acquisition.Before, self).ToImmutableArray() });
            }

            foreach (var site in CallSite.OperationsThatCall(body))
            {
                var around = ClassesOf(sets.At(site.Syntax), self).ToImmutableArray();
                foreach (var taking in TakenBy(site, names, self, depth - 1))
                    Add(taking with { Around = taking.Around.AddRange(around) });
            }
        }

        return found.ToImmutable();
    }

    /// <summary>True for what runs to make an exception: <c>throw Broken(reason)</c>.</summary>
    private static bool IsOfThrow(SyntaxNode site)
    {
        foreach (var around in site.AncestorsAndSelf())
        {
            if (around is ThrowStatementSyntax or ThrowExpressionSyntax)
                return true;
            if (around is StatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax)
                return false;
        }

        return false;
    }

    /// <summary>True where the code goes on only when the task is complete, or hands it to a caller who decides.</summary>
    private static bool IsAwaited(IOperation call)
    {
        var user = call.User(static around => around is IArgumentOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "GetAwaiter" });
        return user is IAwaitOperation or IReturnOperation or IInvocationOperation { TargetMethod.Name: "Wait" or "GetResult" } or IPropertyReferenceOperation { Property.Name: "Result" };
    }

    /// <summary>A lock that some code takes.</summary>
    /// <param name="Lock">The lock, in the words of the code that is looked at.</param>
    /// <param name="Class">What stands for it in any object.</param>
    /// <param name="IsThreadBound">True when it is taken before a task is returned.</param>
    /// <param name="Path">The calls that lead to where it is taken, which comes last.</param>
    /// <param name="Around">The locks that the code on the way holds.</param>
    private sealed record Taking(LockId Lock, LockClass? Class, bool IsThreadBound, ImmutableArray<SyntaxNode> Path, ImmutableArray<LockClass> Around);
}
