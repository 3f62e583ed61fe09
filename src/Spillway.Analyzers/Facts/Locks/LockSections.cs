using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>One place where a lock is taken, and what is done under it.</summary>
/// <param name="Site">Where it is taken.</param>
/// <param name="Waits">The waits under it that count, in source order, with the call of this code that leads there.</param>
/// <param name="IsQuick">True when it does something, and nothing of it keeps the thread waiting.</param>
/// <param name="UsesState">True when it uses a variable, a collection, or the very object that is locked.</param>
internal sealed record LockSection(SyntaxNode Site, ImmutableArray<(IOperation Call, Burden Wait)> Waits, bool IsQuick, bool UsesState);

/// <summary>All sections of one lock: who needs it for a moment waits as long as the slowest of them takes.</summary>
internal static class LockSections
{
    /// <summary>The sections of <paramref name="held"/> in the type, or in the member, that the lock belongs to; by place.</summary>
    public static ImmutableArray<LockSection> Of(HeldLock held, ConcurrencyModel model)
    {
        var own = LockClass.Around(held.Site, model);
        var functions = held.Lock.Root switch
        {
            LockRoot.Member or LockRoot.Static when held.Lock.Symbol is { ContainingType: { DeclaringSyntaxReferences.IsEmpty: false } type } => model.Locks.Index.FunctionsOf(type),
            LockRoot.This or LockRoot.Type when own is not null => model.Locks.Index.FunctionsOf(own),
            _ => model.Locks.Index.FunctionsIn(held.Site.SyntaxTree).Where(f => MemberAround(f) == MemberAround(held.Site)),
        };
        return functions.OrderBy(f => f.SyntaxTree.FilePath, System.StringComparer.Ordinal).ThenBy(f => f.SpanStart)
            .SelectMany(function => In(function, held.Lock, own, model)).ToImmutableArray();
    }

    private static ImmutableArray<LockSection> In(SyntaxNode function, LockId id, INamedTypeSymbol? own, ConcurrencyModel model)
    {
        var sets = model.Locks.Of(function);
        var taken = sets.Acquisitions.Where(a => IsSame(a.Taken.Lock, id) && (id.Root != LockRoot.This || SymbolEqualityComparer.Default.Equals(LockClass.Around(function, model), own))).ToList();
        if (taken.Count == 0 || model.Semantics(function.SyntaxTree).GetOperation(function) is not { } operation)
            return ImmutableArray<LockSection>.Empty;

        var found = ImmutableArray.CreateBuilder<LockSection>();
        foreach (var acquisition in taken)
        {
            bool IsUnder(IOperation o) => sets.At(o).Held.Any(h => h.Site == acquisition.Taken.Site);
            var under = operation.ChildOperations.SelectMany(child => child.OwnOperations()).Where(IsUnder).ToList();
            var calls = operation.ChildOperations.SelectMany(CallSite.OperationsThatCall).Where(call => IsUnder(call) && !SlowUnderLock.IsOfLocks(call, sets, model)).ToList();
            var costs = calls.Select(call => (Call: call, Wait: model.Cost.Of(call).Blocking)).Where(cost => cost.Wait is not null && !SlowUnderLock.HandsBack(cost.Wait, model)).Select(cost => (cost.Call, Wait: cost.Wait!)).ToList();
            found.Add(new LockSection(
                acquisition.Taken.Site,
                costs.Where(cost => SlowUnderLock.Counts(cost.Wait, acquisition.Taken, cost.Call, model)).ToImmutableArray(),
                IsQuick: under.Count > 0 && costs.Count == 0,
                UsesState: under.Any(o => UsesState(o, acquisition, model))));
        }

        return found.ToImmutable();
    }

    private static bool UsesState(IOperation operation, LockAcquisition acquisition, ConcurrencyModel model) => operation switch
    {
        // A field that is only read may be a service that anybody may use.
        IFieldReferenceOperation { Field: var field } => LockPurpose.IsState(field, acquisition.Taken.Lock, model) && (field.IsReadOnly || IsSet(operation) || IsCollection(field.Type)) || IsLocked(operation, field, acquisition),
        ILocalReferenceOperation { Local: var local } => IsLocked(operation, local, acquisition),
        IParameterReferenceOperation { Parameter: var parameter } => IsLocked(operation, parameter, acquisition),
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { SetMethod.IsInitOnly: false } property } => property.IsAutoProperty() && IsSet(operation),
        _ => false,
    };

    private static bool IsCollection(ITypeSymbol type) =>
        type.SpecialType != SpecialType.System_String && type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable);

    /// <summary>A collection that is locked itself is what the lock guards.</summary>
    private static bool IsLocked(IOperation use, ISymbol symbol, LockAcquisition acquisition) =>
        SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, acquisition.Taken.Lock.Symbol) && use.Type?.SpecialType != SpecialType.System_Object && use.Syntax != acquisition.Taken.Site
        && use.Parent is IMemberReferenceOperation or IInvocationOperation or IArgumentOperation;

    private static bool IsSet(IOperation reference) => reference.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, reference) || reference.Parent is IIncrementOrDecrementOperation;

    private static bool IsSame(LockId one, LockId other) =>
        one.Root == other.Root && (one.Root == LockRoot.This || one.Symbol is not null && SymbolEqualityComparer.Default.Equals(one.Symbol, other.Symbol) || one.Symbol is null && one.Equals(other));

    private static SyntaxNode? MemberAround(SyntaxNode node) => node.FirstAncestorOrSelf<MemberDeclarationSyntax>(member => member is not GlobalStatementSyntax);
}
