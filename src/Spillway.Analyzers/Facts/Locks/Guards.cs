using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>One use of a field after its object was made.</summary>
/// <param name="Reference">The use.</param>
/// <param name="IsWrite">True when it sets the field; what is done to the object in the field is a read.</param>
/// <param name="Held">The locks that are certainly held, as seen from the object that the field belongs to.</param>
/// <param name="IsLater">True inside a lambda or local function: it may run when the locks around it are gone.</param>
internal sealed record FieldAccess(IFieldReferenceOperation Reference, bool IsWrite, ImmutableArray<LockId> Held, bool IsLater);

/// <summary>The lock that seems to protect a field: most uses are under it.</summary>
/// <param name="Lock">The lock, as seen from the object that the field belongs to.</param>
/// <param name="Under">The uses under the lock.</param>
/// <param name="Outside">The uses without it.</param>
internal sealed record Guard(LockId Lock, ImmutableArray<FieldAccess> Under, ImmutableArray<FieldAccess> Outside)
{
    /// <summary>True when every use is under the lock.</summary>
    public bool IsKept => Outside.IsEmpty;
}

/// <summary>
/// Which lock protects which field? Inferred from all uses within the type. Constructors and initialisers do not count: nobody
/// else has the object yet. A private method that all its callers call under a lock is under it.
/// </summary>
internal sealed class Guards
{
    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IFieldSymbol, ImmutableArray<FieldAccess>> _accesses = new(SymbolEqualityComparer.Default);

    public Guards(ConcurrencyModel model) => _model = model;

    /// <summary>The lock under which <paramref name="field"/> is used most; null when it is never used under one.</summary>
    public Guard? Of(IFieldSymbol field)
    {
        // A lock is not protected by the lock around it.
        var accesses = AccessesOf(field);
        if (_model.Locks.Apis.KindOf(field.Type) is not null || accesses.Any(a => IsLocked(a.Reference)))
            return null;

        var best = accesses.SelectMany(a => a.Held.Distinct()).GroupBy(id => id).OrderByDescending(g => g.Count()).FirstOrDefault()?.Key;
        return best is null
            ? null
            : new Guard(best, accesses.Where(a => a.Held.Contains(best)).ToImmutableArray(), accesses.Where(a => !a.Held.Contains(best)).ToImmutableArray());
    }

    /// <summary>Every use of <paramref name="field"/> within its type after the object was made.</summary>
    public ImmutableArray<FieldAccess> AccessesOf(IFieldSymbol field) => _accesses.GetOrAdd(field.OriginalDefinition, f => Find(f).ToImmutableArray());

    private IEnumerable<FieldAccess> Find(IFieldSymbol field)
    {
        foreach (var reference in field.ContainingType.DeclaringSyntaxReferences)
        {
            if (!_model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            foreach (var name in reference.GetSyntax().Named(field.Name).OfType<IdentifierNameSyntax>())
            {
                if (_model.Semantics(reference.SyntaxTree).GetOperation(name) is not { } operation)
                    continue;

                var use = operation as IFieldReferenceOperation ?? operation.Parent as IFieldReferenceOperation;
                if (use is not null && SymbolEqualityComparer.Default.Equals(use.Field.OriginalDefinition, field) && AccessOf(use) is { } access)
                    yield return access;
            }
        }
    }

    private FieldAccess? AccessOf(IFieldReferenceOperation use)
    {
        var function = FlowGraphs.FunctionOf(use);
        var isLater = function is IAnonymousFunctionOperation or ILocalFunctionOperation;
        if (use.Parent is INameOfOperation || !isLater && MakesObject(function.Syntax, use.Field) || function is IFieldInitializerOperation or IPropertyInitializerOperation)
            return null;

        var names = new LockNames(_model.ProvenanceAt(use));
        var owner = use.Instance is null ? null : names.Of(use.Instance);
        var isWrite = use.IsWritten();
        var held = _model.Locks.Of(function.Syntax).At(use.Syntax).Held
            .Where(h => h.IsCertain && !(isWrite && h.Mode != LockMode.Exclusive))
            .Select(h => h.Lock)
            .Concat(_model.Locks.HeldByCallers(function.Syntax))
            .Select(id => SeenFrom(owner, id)).OfType<LockId>().ToImmutableArray();
        return new FieldAccess(use, isWrite, held, isLater);
    }

    /// <summary>The lock's name for the object <paramref name="owner"/>; null for locks that another object brings along.</summary>
    private static LockId? SeenFrom(LockId? owner, LockId id)
    {
        if (id.Root is LockRoot.Static or LockRoot.Type)
            return id;
        if (owner is null)
            return null;
        if (id.Equals(owner))
            return LockId.This;
        return id.Root == LockRoot.Member && owner.Equals(id.Owner) ? LockId.This.Of(id.Symbol!) : owner.Root == LockRoot.This ? id : null;
    }

    private static bool IsLocked(IOperation use) => use.User() is ILockOperation;

    private static bool MakesObject(SyntaxNode function, IFieldSymbol field) =>
        function is ConstructorDeclarationSyntax constructor && constructor.Modifiers.Any(SyntaxKind.StaticKeyword) == field.IsStatic;
}
