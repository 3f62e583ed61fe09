using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Can another thread change a collection between a question and the step that relies on it? For one body.</summary>
internal sealed class SharedCollection
{
    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;

    /// <summary>What is done to the entries.</summary>
    [Flags]
    private enum Change
    {
        None = 0,
        Adds = 1,
        Sets = 2,
        Removes = 4,
    }

    public SharedCollection(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
    }

    /// <summary>True where nobody can come between in a way that matters.</summary>
    public bool IsSafe(CollectionCheck check, CollectionAct act)
    {
        var collection = check.Collection.Unwrapped();
        switch (collection)
        {
            case IFieldReferenceOperation { Field: var field }:
                return LockFields.RunsInConstructor(check.Operation.Syntax, field, _method.Owner) || IsActor(field.ContainingType) || IsLocked(check, act, field)
                    || ReliesOnPresence(check, act) && (NeverShrinks(field) || _model.Removals.AreNone(collection.Type)) || IsInEndPhase(act, field) || IsOfOneLoop(act, field);

            case ILocalReferenceOperation { Local: var local }:
                return !IsSharedLocal(local, check.Operation) || IsLocked(check, act, null) || IsActor(_method.Owner.ContainingType) || ReliesOnPresence(check, act) && _model.Removals.AreNone(collection.Type);

            // What is locked from outside is for that lock to say.
            default:
                return IsLocked(check, act, null) || IsActor(_method.Owner.ContainingType) || ReliesOnPresence(check, act) && _model.Removals.AreNone(collection.Type) || OneCallObject.Holds(collection, _model);
        }
    }

    /// <summary>True for a step that only a removal can spoil, where all removals come when the object is done with.</summary>
    public bool IsDoneLate(CollectionCheck check, CollectionAct act) =>
        ReliesOnPresence(check, act) && check.Collection.Unwrapped() is IFieldReferenceOperation { Field: { IsStatic: false, DeclaredAccessibility: Accessibility.Private } field }
        && ChangesOf(field, Change.Removes).ToList() is { Count: > 0 } removals && removals.All(_model.EndPhase.Has);

    /// <summary>True where the step, and whatever could come before it, is a part of one chain of calls.</summary>
    private bool IsInEndPhase(CollectionAct act, IFieldSymbol field) =>
        field is { IsStatic: false, DeclaredAccessibility: Accessibility.Private } && _model.EndPhase.Has(act.Operation) && ChangesOf(field, Matters(act)).All(_model.EndPhase.Has);

    /// <summary>True where one function that runs once, beside everything else, is all that changes the collection in a way that matters: it does one step after another.</summary>
    private bool IsOfOneLoop(CollectionAct act, IFieldSymbol field)
    {
        var function = FlowGraphs.FunctionOf(act.Operation).Syntax;
        return field is { IsStatic: false, IsReadOnly: true, DeclaredAccessibility: Accessibility.Private }
            && function is Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax
            && _model.Semantics(function.SyntaxTree).GetDeclaredSymbol(function) is IMethodSymbol method && _model.Roots.Of(method) is { Occasion: Occasion.Background }
            && ChangesOf(field, Matters(act)).All(change => FlowGraphs.FunctionOf(change).Syntax == function)
            && _model.Locks.Guards.AccessesOf(field).All(access => StaysInside(access.Reference));
    }

    /// <summary>True for a use that gives the collection to nobody who might keep it.</summary>
    private static bool StaysInside(IFieldReferenceOperation use) => use.User() switch
    {
        IInvocationOperation or IPropertyReferenceOperation or IForEachLoopOperation => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } } => method.ContainingAssembly.IsFramework(),
        _ => false,
    };

    private IEnumerable<IOperation> ChangesOf(IFieldSymbol field, Change which) =>
        _model.Locks.Guards.AccessesOf(field).Where(access => (ChangeOf(access.Reference) & which) != 0).Select(access => (IOperation)access.Reference);

    /// <summary>True for a step that only a removal can come before.</summary>
    private static bool ReliesOnPresence(CollectionCheck check, CollectionAct act) => act.Kind is ActKind.Read or ActKind.Take || Overwrites(check, act);

    /// <summary>True for a value that is set where there is one, whatever that was.</summary>
    public static bool Overwrites(CollectionCheck check, CollectionAct act) =>
        act is { Kind: ActKind.Set, IsPresent: true, IsDecided: false, Value: { } value } && !value.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, check.Value)
            || o is IPropertyReferenceOperation { Property.IsIndexer: true } || o is ICompoundAssignmentOperation or IIncrementOrDecrementOperation);

    private bool IsActor(INamedTypeSymbol? type) =>
        type.SelfAndBases().Concat(type?.AllInterfaces ?? ImmutableArray<INamedTypeSymbol>.Empty).Any(level => (_model.Apis.Of(level) & ApiFlags.Actor) != 0);

    /// <summary>True under a lock that every change of the collection is under.</summary>
    private bool IsLocked(CollectionCheck check, CollectionAct act, IFieldSymbol? field)
    {
        var sets = _method.LockSets;
        var callers = _model.Locks.HeldByCallers(FlowGraphs.FunctionOf(_method.Bodies[0]).Syntax);
        var held = Certain(sets.At(check.Operation.Syntax)).Concat(callers).Intersect(Certain(sets.At(act.Operation.Syntax)).Concat(callers)).ToList();
        if (ExcludingScope.IsAround(check.Operation, act.Operation, _method) || IsEntered(check, act, field) || MarkedEntry.IsLeftBy(check, act))
            return true;
        if (held.Count == 0)
            return IsInLockStatement(check.Operation, act.Operation);
        if (field is null || field.DeclaredAccessibility != Accessibility.Private)
            return true;

        // Of the locks one must be held wherever something is done that would matter; private methods may be called under it in ways that are not seen.
        var matters = Matters(act);
        var changes = _model.Locks.Guards.AccessesOf(field).Where(a => (ChangeOf(a.Reference) & matters) != 0
            && !check.Operation.Syntax.Span.Contains(a.Reference.Syntax.Span) && !act.Operation.Syntax.Span.Contains(a.Reference.Syntax.Span)
            && !(a.Held.IsEmpty && IsInPrivateMethod(a.Reference))).ToList();
        return held.Any(id => changes.All(c => c.Held.Contains(id) || c.Held.Any(h => HolderOf(h) is { } holder && SymbolEqualityComparer.Default.Equals(holder, HolderOf(id)))));
    }

    /// <summary>True under a lock for the key that every change of the collection is under which would be lost: a removal that comes between is undone, and that is all.</summary>
    private bool IsEntered(CollectionCheck check, CollectionAct act, IFieldSymbol? field)
    {
        var collections = _model.ConcurrentCollections;
        if (check.Key is not { } asked || act.Key is not { } key || KeyedEntry.Around(act.Operation, key, collections) is not { } holder || SymbolEqualityComparer.Default.Equals(holder, field)
            || !SymbolEqualityComparer.Default.Equals(KeyedEntry.Around(check.Operation, asked, collections), holder))
        {
            return false;
        }

        var matters = act.Kind == ActKind.Set ? Change.Adds | Change.Sets : Matters(act);
        return field is not { DeclaredAccessibility: Accessibility.Private } || ChangesOf(field, matters).All(change =>
            KeyOf(change) is { } changed && SymbolEqualityComparer.Default.Equals(KeyedEntry.Around(change, changed, collections), holder));
    }

    private static IOperation? KeyOf(IOperation use) => use.Parent switch
    {
        IInvocationOperation { Arguments.Length: > 0 } call => CollectionCheck.Argument(call, 0),
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } arguments } => arguments[0].Value,
        _ => null,
    };

    /// <summary>What holds the lock; of one lock for each key, what holds all of them: each change takes the one of its own key.</summary>
    private static ISymbol? HolderOf(LockId id) => id.Root == LockRoot.Element ? id.Owner?.Symbol : id.Symbol;

    private bool IsInPrivateMethod(IOperation use) =>
        FlowGraphs.FunctionOf(use).Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax method && _model.Semantics(method.SyntaxTree).GetDeclaredSymbol(method) is { DeclaredAccessibility: Accessibility.Private };

    private static IEnumerable<LockId> Certain(LockState state) =>
        state.Held.Where(h => h is { IsCertain: true, Mode: not LockMode.Shared } && h.Kind != LockKind.Permit).Select(h => h.Lock);

    // A lock that has no name is still one.
    private static bool IsInLockStatement(IOperation check, IOperation act) =>
        check.OwnAncestors().OfType<ILockOperation>().Any(l => l.Syntax.Span.Contains(act.Syntax.Span));

    /// <summary>What others would have to do to come between.</summary>
    private static Change Matters(CollectionAct act) => act.Kind switch
    {
        ActKind.Read or ActKind.Take => Change.Removes,
        ActKind.Remove => Change.Removes | Change.Sets,
        ActKind.Put => Change.Adds,
        _ => act.IsPresent switch { false => Change.Adds, true => Change.Removes | Change.Sets, null => Change.Adds | Change.Sets },
    };

    private static Change ChangeOf(IFieldReferenceOperation use) => use.Parent switch
    {
        IInvocationOperation { Instance: var instance, TargetMethod.Name: var name } when instance?.Unwrapped() == use => name switch
        {
            "ContainsKey" or "TryGetValue" or "ToArray" or "GetEnumerator" or "TryPeek" or "CopyTo" => Change.None,
            "TryAdd" or "GetOrAdd" or "Add" or "Enqueue" or "Push" => Change.Adds,
            "TryUpdate" => Change.Sets,
            "AddOrUpdate" => Change.Adds | Change.Sets,
            "TryRemove" or "Remove" or "Clear" or "TryDequeue" or "TryPop" or "TryTake" => Change.Removes,
            _ => Change.Adds | Change.Sets | Change.Removes,
        },
        IPropertyReferenceOperation { Property.IsIndexer: true } element when element.Parent is IAssignmentOperation assignment && assignment.Target == element || element.Parent is IIncrementOrDecrementOperation => Change.Adds | Change.Sets,
        _ => Change.None,
    };

    /// <summary>True for a field of this class alone that something is put into, and nothing ever taken out of.</summary>
    private bool NeverShrinks(IFieldSymbol field)
    {
        if (field.DeclaredAccessibility != Accessibility.Private || !field.IsReadOnly && LockFields.SetAgain(field, _model) is not null)
            return false;

        var grows = false;
        foreach (var access in _model.Locks.Guards.AccessesOf(field))
        {
            switch (access.Reference.Parent)
            {
                case IInvocationOperation { Instance: var instance, TargetMethod.Name: var name } when instance == access.Reference:
                    if (name is "TryRemove" or "Clear" or "Remove" or "TryDequeue" or "TryPop" or "TryTake" or "TryPopRange" or "Take")
                        return false;
                    grows |= name is "TryAdd" or "GetOrAdd" or "AddOrUpdate" or "Add" or "Enqueue" or "Push";
                    break;

                case IPropertyReferenceOperation { Instance: var instance } property when instance == access.Reference:
                    grows |= property.Parent is IAssignmentOperation assignment && assignment.Target == property;
                    break;

                case IConversionOperation { Parent: IForEachLoopOperation } or IForEachLoopOperation:
                    break;

                // Whoever gets it may take something out.
                default:
                    return false;
            }
        }

        return grows;
    }

    /// <summary>True for a local that functions share which run at the same time as others.</summary>
    private bool IsSharedLocal(ILocalSymbol local, IOperation at)
    {
        for (var current = at; current is not null; current = current.Parent)
        {
            if (current is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                continue;
            if (local.DeclaringSyntaxReferences.Any(r => current.Syntax.Span.Contains(r.Span)))
                break;
            if (current is ILocalFunctionOperation || RunsBesideOthers(current))
                return true;
        }

        // Another name for what others have.
        return _method.Provenance.ValuesOf(local).Any(v => v is null || v.Unwrapped() is IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation or IInvocationOperation);
    }

    private bool RunsBesideOthers(IOperation lambda) => Lambdas.Taker(lambda) switch
    {
        IInvocationOperation { TargetMethod: var method } => (_model.Apis.Of(method) & ApiFlags.Offloads) != 0
            || method.ContainingType is { Name: "Parallel" or "ParallelEnumerable" or "Task" or "TaskFactory" or "ThreadPool" } && method.ContainingAssembly.IsFramework()
            || lambda is IAnonymousFunctionOperation { Symbol.IsAsync: true },
        IObjectCreationOperation { Type.Name: "Thread" or "Task" or "Timer" } => true,
        _ => false,
    };
}
