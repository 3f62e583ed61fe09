using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Finds the steps of one body that rely on what a concurrent collection answered before.</summary>
internal sealed class CheckThenActSearch
{
    private readonly MethodFacts _method;
    private readonly SharedCollection _shared;
    private readonly LockNames _names;

    private CheckThenActSearch(MethodFacts method)
    {
        _method = method;
        _shared = new SharedCollection(method);
        _names = new LockNames(method.Provenance);
    }

    public static ImmutableArray<CheckThenAct> FindIn(MethodFacts method)
    {
        var collections = method.Model.ConcurrentCollections;
        List<CollectionCheck>? checks = null;
        List<CollectionAct>? acts = null;
        foreach (var operation in method.Operations)
        {
            if (CollectionCheck.Of(operation, collections) is { } check)
                (checks ??= new List<CollectionCheck>()).Add(check);
            if (CollectionAct.Of(operation, collections) is { } act)
                (acts ??= new List<CollectionAct>()).Add(act);
        }

        return acts is null ? ImmutableArray<CheckThenAct>.Empty : new CheckThenActSearch(method).Match(checks ?? new List<CollectionCheck>(), acts);
    }

    private ImmutableArray<CheckThenAct> Match(List<CollectionCheck> checks, List<CollectionAct> acts)
    {
        // A step belongs to the last question before it: what was asked earlier is only a first look.
        var owners = new Dictionary<CollectionAct, (CollectionCheck Check, bool? IsPresent)>();
        var answers = new Dictionary<CollectionCheck, AnswerUse>();
        foreach (var check in checks.OrderBy(c => c.IsReading).ThenBy(c => c.Operation.Syntax.SpanStart))
        {
            var places = AnswerPaths.Of(check, _method).ToImmutableArray();
            answers[check] = new AnswerUse(_method, check, places);
            foreach (var (place, isPresent) in places)
            {
                foreach (var act in acts)
                {
                    if (isPresent is null && owners.TryGetValue(act, out var known) && known.Check == check)
                        continue;
                    if (act.Operation.Syntax.SpanStart > check.Operation.Syntax.Span.End && place.Syntax.Span.Contains(act.Operation.Syntax.Span) && Relies(check, act, isPresent, answers[check])
                        && !(check.IsReading && owners.TryGetValue(act, out var owner) && !owner.Check.IsReading))
                        owners[act] = (check, isPresent);
                }
            }
        }

        var found = ImmutableArray.CreateBuilder<CheckThenAct>();
        foreach (var check in checks.Where(check => !check.IsDecision))
        {
            var use = answers[check];
            var relying = owners.Where(o => o.Value.Check == check).Select(o => o.Key with { IsPresent = o.Value.IsPresent, IsDecided = OwnUpdate.IsDecidedBy(check, o.Key, _method) })
                .Where(act => !use.SeesForItself(act) && !IsSetEitherWay(check, act, use) && !(EqualValues.Puts(check, act, _method) && !use.Breaks(act)) && !_shared.IsSafe(check, act)).OrderBy(a => a.Operation.Syntax.SpanStart).ToImmutableArray();
            if (!relying.IsEmpty)
                found.Add(new CheckThenAct(check, relying) { OnlyRepeats = relying.All(act => !use.Breaks(act) || _shared.IsDoneLate(check, act)), Emptied = relying.Select(use.Emptied).FirstOrDefault(emptied => emptied is not null), Stale = relying.Select(use.Stale).FirstOrDefault(stale => stale is not null) });
        }

        foreach (var act in acts.Where(act => act.Kind == ActKind.Remove && !owners.ContainsKey(act)))
        {
            if (EntriesInTurn.Before(act, _method, _names) is { } turn && act with { IsPresent = true } is var removed && !_shared.IsSafe(turn, removed))
                found.Add(new CheckThenAct(turn, ImmutableArray.Create(removed)) { OnlyRepeats = !EntriesInTurn.AreExact(turn, _method.Model), IsOfTurn = true });
        }

        // What is made of the value before relies on it, also where nobody asked.
        foreach (var act in acts.Where(act => !owners.TryGetValue(act, out var owner) || owner.Check.IsDecision))
        {
            var changed = act with { IsPresent = true, IsDecided = true };
            if (OwnUpdate.ReadIn(act, _names, _method) is { } read && !_shared.IsSafe(read, changed))
                found.Add(new CheckThenAct(read, ImmutableArray.Create(changed)));
        }

        return found.ToImmutable();
    }

    /// <summary>True for a value that is set whatever the answer was, and that does not hang on what was there.</summary>
    private bool IsSetEitherWay(CollectionCheck check, CollectionAct act, AnswerUse use) =>
        act.Kind == ActKind.Set && act.IsPresent is { } here && (here ? SharedCollection.Overwrites(check, act) : act.Operation is IPropertyReferenceOperation)
        && use.Where(!here).SelectMany(place => place.OwnOperations()).Any(o => o switch
        {
            IInvocationOperation { Instance: { } map, TargetMethod.Name: "TryAdd" } add when here => IsOfSame(check, map, add.Arguments[0].Value, o),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map, Arguments: { Length: 1 } arguments }, Value: var value } =>
                IsOfSame(check, map, arguments[0].Value, o) && (here || SharedCollection.Overwrites(check, act with { IsPresent = true, Value = value })),
            _ => false,
        });

    private bool IsOfSame(CollectionCheck check, IOperation map, IOperation key, IOperation at) =>
        check.Key is not null && _names.Of(check.Collection).Equals(_names.Of(map)) && IsSameKey(check.Key, key, check.Operation.Syntax.Span.End, at.Syntax.SpanStart);

    /// <summary>True when the step is right only as long as the answer is.</summary>
    private bool Relies(CollectionCheck check, CollectionAct act, bool? isPresent, AnswerUse use)
    {
        var fits = (act.Kind, isPresent) switch
        {
            _ when check.IsDecision => true,
            (ActKind.Set, null) when act.Value?.Unwrapped() is ILocalReferenceOperation { Local: var same } && SymbolEqualityComparer.Default.Equals(same, check.Value) => false,
            (ActKind.Set, null) when check.Value is not { } looked || !check.IsReading && IsSetBetween(looked, check.Operation.Syntax.Span.End, act.Operation.Syntax.SpanStart, use) => false,
            (ActKind.Set, null) => OwnUpdate.IsDecidedBy(check, act, _method) || check.Value is { } value && act.Value is { } made && made.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, value)
                && !(check.Name == "GetValueOrDefault" && OwnUpdate.IsReplacedIfMissing(o))),
            (ActKind.Set, _) => check.Kind == ConcurrentKind.Dictionary && check.Key is not null,
            (ActKind.Read or ActKind.Remove, true) => check.Key is not null,
            (ActKind.Take, true) => check.Key is null,
            (ActKind.Put, false) => check.Key is not null,
            _ => false,
        };
        return fits && _names.Of(check.Collection).Equals(_names.Of(act.Collection)) && (check.Key is null || act.Key is not null && IsSameKey(check.Key, act.Key, check.Operation.Syntax.Span.End, act.Operation.Syntax.SpanStart));
    }

    private bool IsSameKey(IOperation left, IOperation right, int from, int to)
    {
        left = left.Unwrapped();
        right = right.Unwrapped();
        if (left.ConstantValue is { HasValue: true, Value: var one } && right.ConstantValue is { HasValue: true, Value: var other })
            return Equals(one, other);
        return SyntaxFactory.AreEquivalent(left.Syntax, right.Syntax) && left.OwnOperations().All(o => IsStable(o, from, to));
    }

    /// <summary>True for parts of a key that are the same at both places.</summary>
    private bool IsStable(IOperation part, int from, int to) => part switch
    {
        ILocalReferenceOperation { Local: var local } => !IsSetBetween(local, from, to),
        IParameterReferenceOperation { Parameter: var parameter } => !IsSetBetween(parameter, from, to),
        IFieldReferenceOperation { Field: var field } => !IsSetBetween(field, from, to),
        IPropertyReferenceOperation { Property: var property } => property.ContainingAssembly.IsFramework() || property.IsAutoProperty() || property.SetMethod is null,
        IInvocationOperation { TargetMethod: var method } => (_method.Model.Apis.Of(method) & ApiFlags.Pure) != 0 || method.Name is "ToString" or "GetType" or "ToLowerInvariant" or "ToUpperInvariant" && method.ContainingAssembly.IsFramework(),
        IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IAnonymousFunctionOperation => false,
        _ => true,
    };

    /// <summary>What a variable is given where <paramref name="use"/> has found nothing stands in for what was not there, and counts only without it.</summary>
    private bool IsSetBetween(ISymbol variable, int from, int to, AnswerUse? use = null)
    {
        foreach (var operation in _method.Operations)
        {
            if (operation.ChangedOrHandedOver() is { } set && operation.Syntax.SpanStart >= from && operation.Syntax.Span.End <= to && SymbolEqualityComparer.Default.Equals(LockApis.SymbolOf(set), variable)
                && use?.Where(false).Any(place => place.Syntax.Span.Contains(operation.Syntax.Span)) != true)
            {
                return true;
            }
        }

        return false;
    }
}
