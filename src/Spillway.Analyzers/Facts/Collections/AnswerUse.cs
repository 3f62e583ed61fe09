using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// What hangs on the answer to one question: is a step all, or is more done or said because of it? Where a value is made once more and dropped, and the
/// values are alike whoever makes them, nothing is broken.
/// </summary>
internal sealed class AnswerUse
{
    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;
    private readonly CollectionCheck _check;
    private readonly ImmutableArray<(IOperation Place, bool? IsPresent)> _places;

    public AnswerUse(MethodFacts method, CollectionCheck check, ImmutableArray<(IOperation Place, bool? IsPresent)> places)
    {
        _method = method;
        _model = method.Model;
        _check = check;
        _places = places;
    }

    /// <summary>What runs for one of the answers.</summary>
    public IEnumerable<IOperation> Where(bool? isPresent) => _places.Where(p => p.IsPresent == isPresent).Select(p => p.Place);

    /// <summary>True for a step that looks at what it got.</summary>
    public bool SeesForItself(CollectionAct act)
    {
        if (act.Kind is not (ActKind.Remove or ActKind.Take) || act.Operation is not IInvocationOperation { Arguments: var arguments } || CollectionCheck.Filled(arguments) is not { } filled)
            return false;

        var uses = UsesOf(filled).Where(use => use.Syntax.SpanStart > act.Operation.Syntax.Span.End && use.Parent is not IArgumentOperation { Parameter.RefKind: RefKind.Out }).ToList();
        return act.Kind == ActKind.Remove ? uses.Count > 0 : uses.Count > 0 && IsAskedForNull(uses[0]);
    }

    /// <summary>True where something is lost, fails, or is done twice that should be done once.</summary>
    public bool Breaks(CollectionAct act) => act.Kind switch
    {
        ActKind.Set when act.IsDecided => !WeightOfEntry.IsVersion(_check, _model),
        ActKind.Set when act.IsPresent == false => Stale(act) is not null || BreaksWhatWasMade(act),

        // The very object that was there changes nothing for those who have it.
        ActKind.Set when act.IsPresent == true => !SharedCollection.Overwrites(_check, act) && !(act.Value?.Unwrapped() is ILocalReferenceOperation { Local: var same } && SymbolEqualityComparer.Default.Equals(same, _check.Value)),

        // To take away what is gone does nothing; what was done with it before may be done by two.
        ActKind.Remove => Emptied(act) is not null || (!IsAlone(act.Operation) || _check.Value is { } value && UsesOf(value).Any()) && !DropsHint(act),

        // The value is at hand already.
        ActKind.Read => _check.Value is null && !WeightOfEntry.IsOnlySaid(act, _model.Apis),
        _ => true,
    };

    /// <summary>The question whether the collection that was found is empty, where that is why it is taken out.</summary>
    public IOperation? Emptied(CollectionAct act)
    {
        if (act.Kind != ActKind.Remove || _check.Value is not { } inner)
            return null;

        foreach (var condition in act.Operation.OwnAncestors().OfType<IConditionalOperation>().Select(c => c.Condition))
        {
            foreach (var operation in condition.OwnOperations())
            {
                var asked = operation switch
                {
                    IPropertyReferenceOperation { Property.Name: "IsEmpty" or "Count", Instance: { } owner } => owner,
                    IInvocationOperation { TargetMethod: { Name: "Any" or "Count", ContainingNamespace.Name: "Linq" }, Arguments: { Length: 1 } one } => one[0].Value,
                    _ => null,
                };
                if (asked?.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, inner))
                    return operation;
            }
        }

        return null;
    }

    /// <summary>The wait that decides whether a mark is set for a key that others take out again: it may be over when it is set.</summary>
    public IOperation? Stale(CollectionAct act)
    {
        if (act is not { Kind: ActKind.Set, IsPresent: false, Value: { } value } || !value.Unwrapped().ConstantValue.HasValue || _check.Collection.Unwrapped() is not IFieldReferenceOperation { Field: var field }
            || act.Operation is not IPropertyReferenceOperation)
        {
            return null;
        }

        foreach (var condition in act.Operation.OwnAncestors().OfType<IConditionalOperation>().Select(c => c.Condition).Where(c => c.Syntax.SpanStart > _check.Operation.Syntax.Span.End))
        {
            var asked = condition.OwnOperations().OfType<ILocalReferenceOperation>().SelectMany(use => _method.Provenance.ValuesOf(use.Local)).OfType<IOperation>()
                .SelectMany(made => made.OwnOperations()).SelectMany(part => part is ILocalReferenceOperation { Local: var inner } ? _method.Provenance.ValuesOf(inner).OfType<IOperation>().SelectMany(made => made.OwnOperations()) : new[] { part })
                .OfType<IAwaitOperation>().FirstOrDefault(wait => wait.Syntax.SpanStart > _check.Operation.Syntax.Span.End && wait.Syntax.Span.End < act.Operation.Syntax.SpanStart);
            if (asked is not null && _model.Locks.Guards.AccessesOf(field).Any(use => use.Reference.Parent is IInvocationOperation { TargetMethod.Name: "TryRemove" or "Remove" }))
                return asked;
        }

        return null;
    }

    /// <summary>
    /// True where an entry is dropped because it could not be used, or has served its time and says no more than when: whoever needs another one makes it again.
    /// </summary>
    private bool DropsHint(CollectionAct act)
    {
        if (_check.Value is not { } value || act.Operation is not IInvocationOperation || UsesOf(value).Any(use => use.Syntax.SpanStart > act.Operation.Syntax.SpanStart))
            return false;

        var (from, to) = (_check.Operation.Syntax.SpanStart, act.Operation.Syntax.SpanStart);
        var isOfKind = value.Type is { Name: "DateTime" or "DateTimeOffset" or "TimeSpan" or "Type" or "Uri" or "Version" } && value.Type.ContainingAssembly.IsFramework();
        var isCompared = _method.Operations.OfType<IBinaryOperation>().Any(o => o.Syntax.SpanStart >= from && o.Syntax.Span.End <= to
            && o.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
            && !o.LeftOperand.ConstantValue.HasValue && !o.RightOperand.ConstantValue.HasValue && new[] { o.LeftOperand, o.RightOperand }.Any(IsValue));
        return act.Operation.OwnAncestors().Any(o => o.Syntax.SpanStart > from && (o is ICatchClauseOperation || o is IConditionalOperation { Condition: var failed } && failed.Syntax.SpanStart > from && failed.OwnOperations().Any(UsesValue)))
            || isCompared && (isOfKind || value.Type is { SpecialType: >= SpecialType.System_Int16 and <= SpecialType.System_Double })
            || isOfKind && act.Operation.OwnAncestors().Any(o => o.Syntax.SpanStart > from && o is ICatchClauseOperation or IConditionalOperation)
            || IsMadeAnew(act) && _method.Operations.OfType<IBinaryOperation>().Any(o => o.Syntax.SpanStart >= from && o.Syntax.Span.End <= to && IsOfTime(o) && o.OwnOperations().Any(IsValue)) && !EntriesInTurn.AreExact(_check, _model)
            || UsesOf(value).ToList() is { Count: > 0 } uses && uses.All(use => use.OwnAncestors().OfType<IBinaryOperation>().Any(IsOfTime)) && !EntriesInTurn.AreExact(_check, _model);

        bool UsesValue(IOperation used) => used is IInvocationOperation call && call.Arguments.Any(argument => argument.Value.OwnOperations().Any(IsValue));
        bool IsValue(IOperation operand) => operand.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, value);
        static bool IsOfTime(IBinaryOperation compared) => compared.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
            && compared.LeftOperand.Type is { Name: "DateTime" or "DateTimeOffset" or "TimeSpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
    }

    /// <summary>True where the key is set again further down: what another thread has set by then is as good as what is set there.</summary>
    private bool IsMadeAnew(CollectionAct act) => act.Key is { } key && _method.Operations.Any(o => o.Syntax.SpanStart > act.Operation.Syntax.Span.End && o switch
    {
        IInvocationOperation { TargetMethod.Name: "TryAdd" or "GetOrAdd" or "AddOrUpdate", Instance: { } map, Arguments: var arguments } => IsEntry(map, arguments[0].Value, act, key),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map, Arguments: { Length: 1 } arguments } } => IsEntry(map, arguments[0].Value, act, key),
        _ => false,
    });

    private static bool IsEntry(IOperation map, IOperation key, CollectionAct act, IOperation asked) =>
        map.Syntax.IsEquivalentTo(act.Collection.Syntax, topLevel: false) && key.Syntax.IsEquivalentTo(asked.Syntax, topLevel: false);

    private bool BreaksWhatWasMade(CollectionAct act)
    {
        var replaces = act.Operation is IPropertyReferenceOperation;
        if (IsClaim(act))
            return true;
        if (WeightOfEntry.IsWrittenByOne(act, this))
            return false;
        if (ChangesOutsideBefore(act))
            return true;

        // What one was given, another one is not.
        if (act.Value is { } given && IsGiven(given) && (replaces || Where(true).SelectMany(p => p.OwnOperations()).Any(o => o is IThrowOperation)))
            return true;

        return act.Value is { ConstantValue.HasValue: false } value && (replaces || IsUsedAfter(value, act)) && new Identity(_method).Matters(value, Local(value) ?? _check.Value);
    }

    /// <summary>True where being the first one is what counts: more is done with the key or the value afterwards, or the caller is told so.</summary>
    private bool IsClaim(CollectionAct act)
    {
        var after = Following(act.Operation).SelectMany(statement => statement.OwnOperations()).ToList();
        foreach (var operation in after)
        {
            switch (operation)
            {
                case IExpressionStatementOperation { Operation: var done } when IsWork(done) && Mentions(done, act):
                // A place that is taken first and filled later: who comes in between finds it empty.
                case IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } filled } } when filled.Syntax.IsEquivalentTo(_check.Collection.Syntax, topLevel: false):
                case IIncrementOrDecrementOperation { Target: IFieldReferenceOperation }:
                case ICompoundAssignmentOperation { Target: IFieldReferenceOperation }:
                    return true;
            }
        }

        // The caller hears something else where the key was there already.
        var next = after.OfType<IReturnOperation>().FirstOrDefault(r => r.Parent is { } block && block.Syntax.Span.Contains(act.Operation.Syntax.Span));
        return ConstantOf(next) is { } mine
            && Where(!act.IsPresent).SelectMany(place => place.OwnOperations()).OfType<IReturnOperation>().Select(ConstantOf).Any(theirs => theirs is not null && !theirs.Equals(mine));
    }

    /// <summary>The statements that run after a step, up to one that leaves.</summary>
    private IEnumerable<IOperation> Following(IOperation act)
    {
        var child = act;
        foreach (var around in act.OwnAncestors().TakeWhile(o => o is not (IReturnOperation or IThrowOperation)))
        {
            if (around is IBlockOperation block)
            {
                foreach (var statement in block.Operations.SkipWhile(o => o != child).Skip(1))
                {
                    yield return statement;
                    if (statement is IReturnOperation or IThrowOperation or IBranchOperation)
                        yield break;
                }
            }

            // What comes after the whole runs whatever the answer was.
            if (_places.Any(p => p.Place.Syntax == around.Syntax && around.Parent is IConditionalOperation))
                yield break;

            child = around;
        }
    }

    private static object? ConstantOf(IReturnOperation? answer) => answer?.ReturnedValue?.ConstantValue is { HasValue: true, Value: { } value } ? value : null;

    private bool IsWork(IOperation done)
    {
        done = done.Unwrapped();
        if (done is IAwaitOperation { Operation: var awaited })
            return Tasks.Behind(awaited) is not { } call || IsWork(call);

        return done is IInvocationOperation { TargetMethod: var method, Instance: var receiver } && receiver?.Syntax.IsEquivalentTo(_check.Collection.Syntax, topLevel: false) != true
            && !_model.Apis.Logs(method) && !NamingConventions.IsOfLogs(method.ContainingNamespace) && (_model.Apis.Of(method) & (ApiFlags.Pure | ApiFlags.Releases)) == 0
            && method.ContainingType is not { Name: "Debug" or "Trace", ContainingNamespace.Name: "Diagnostics" };
    }

    /// <summary>True for work on the key or on what was made for it.</summary>
    private bool Mentions(IOperation done, CollectionAct act)
    {
        var variables = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var part in new[] { act.Key, act.Value }.OfType<IOperation>().SelectMany(o => o.OwnOperations()))
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation && part.Type is not { Name: "CancellationToken" })
                variables.Add(LockApis.SymbolOf(part)!);
        }

        return done.OwnOperations().Any(o => o is ILocalReferenceOperation or IParameterReferenceOperation && LockApis.SymbolOf(o) is { } used && variables.Contains(used));
    }

    /// <summary>True where something outside was changed before the step: the next one who asks does it again.</summary>
    private bool ChangesOutsideBefore(CollectionAct act)
    {
        var reader = new StartedWorkReader(_method);
        foreach (var operation in Where(act.IsPresent).SelectMany(place => place.OwnOperations()))
        {
            if (operation is not IInvocationOperation { TargetMethod: var method } call || operation.Syntax.SpanStart >= (Statement(act.Operation) ?? act.Operation).Syntax.Span.End || NamingConventions.Asks(method.Name) || NamingConventions.MakesWhatIsMissing(method.Name)
                || operation.Syntax.SpanStart < _check.Operation.Syntax.Span.End || !(call.Type.IsTaskLike() || IsWork(call)))
            {
                continue;
            }

            if (reader.EffectsOf(call).Accesses.Any(access => access.Kind == AccessKind.ChangesOutside && access.Because.Label.IndexOf("Console", System.StringComparison.Ordinal) < 0))
                return true;
        }

        return false;
    }

    private static IOperation? Statement(IOperation operation) => operation.OwnAncestors().FirstOrDefault(o => o is IExpressionStatementOperation or IReturnOperation or IVariableDeclarationGroupOperation);

    /// <summary>True for a value that comes from the caller and is no part of what makes the key.</summary>
    private bool IsGiven(IOperation value)
    {
        value = value.Unwrapped();
        while (value is IMemberReferenceOperation { Instance: { } owner })
            value = owner.Unwrapped();
        return value is IParameterReferenceOperation { Parameter: { RefKind: not RefKind.Out } parameter }
            && !_check.Key!.OwnOperations().Any(o => o is IParameterReferenceOperation { Parameter: var other } && SymbolEqualityComparer.Default.Equals(other, parameter));
    }

    private bool IsUsedAfter(IOperation value, CollectionAct act) =>
        Local(value) is { } local ? UsesOf(local).Any(use => use.Syntax.SpanStart > act.Operation.Syntax.Span.End)
        : Statement(act.Operation) is { } statement && value.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: var part } && UsesOf(part).Any(use => use.Syntax.SpanStart > statement.Syntax.Span.End));

    private static ILocalSymbol? Local(IOperation value) => value.Unwrapped() switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local,
        _ => null,
    };

    private IEnumerable<ILocalReferenceOperation> UsesOf(ILocalSymbol local) => _method.Bodies.SelectMany(b => b.DescendantsAndSelf())
        .OfType<ILocalReferenceOperation>().Where(use => !use.IsDeclaration && SymbolEqualityComparer.Default.Equals(use.Local, local)
            && use.Parent is not IArgumentOperation { Parameter.RefKind: RefKind.Out } && !(use.Parent is ISimpleAssignmentOperation { Target: var target } && ReferenceEquals(target, use)));

    private static bool IsAskedForNull(IOperation use)
    {
        var parent = use.User();
        return parent is IConditionalAccessOperation or ICoalesceOperation or IIsPatternOperation or IIsTypeOperation
            || parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals };
    }

    /// <summary>True for a step that is all that happens in its branch, beside what is said about it.</summary>
    private bool IsAlone(IOperation act)
    {
        var step = act.OwnAncestors().OfType<IExpressionStatementOperation>().FirstOrDefault();
        return step?.Parent is IConditionalOperation
            || step?.Parent is IBlockOperation { Operations: var all, Parent: IConditionalOperation } && all.All(other => ReferenceEquals(other, step) || WeightOfEntry.Logs(other, _model.Apis));
    }
}
