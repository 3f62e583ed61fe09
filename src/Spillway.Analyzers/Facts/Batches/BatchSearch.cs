using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a loop starts in each turn, and how its batches are cut.</summary>
internal sealed class BatchSearch
{
    private readonly MethodFacts _method;
    private readonly ILoopOperation _loop;

    public BatchSearch(MethodFacts method, ILoopOperation loop)
    {
        _method = method;
        _loop = loop;
    }

    /// <summary>What starts the tasks of <paramref name="all"/>: a query over the items of this turn, or a list that an inner loop fills.</summary>
    public BatchStart? StartedIn(IOperation all)
    {
        var parts = ImmutableArray.CreateBuilder<IOperation>();
        var tasks = Followed(all, parts);
        if (FilledIn(tasks) is var (fill, started, source))
            return OfFill(fill, started, source, parts);

        if (_method.Model.LazyTasks.Of(tasks, _method.Provenance) is not { } query)
            return null;

        // The items are what the innermost operator goes over, up to the one that cuts.
        var items = tasks;
        while (Operator(items) is { Arguments: { Length: > 0 } arguments, TargetMethod.Name: not "Take" } && IsLazy(items))
            items = arguments[0].Value.Unwrapped();
        return new BatchStart(items, query.StartName, query.Effects, query.Query, parts.ToImmutable());
    }

    /// <summary>How <paramref name="items"/> were cut from a whole, or null where they are no batch.</summary>
    public BatchCut? CutOf(IOperation items)
    {
        items = items.Unwrapped();
        if (_loop is IForEachLoopOperation each && items is ILocalReferenceOperation { Local: var variable } && each.Locals.Contains(variable, SymbolEqualityComparer.Default))
        {
            var cut = Value(each.Collection);
            return cut is IInvocationOperation call && CutsBySize(call) ? new BatchCut(call, SourceOf(call)) : null;
        }

        // The slice is a variable of this turn, or stands where it is used.
        var slice = Value(items);
        var size = slice;
        while (Operator(size) is { Arguments: { Length: > 0 } arguments } call)
        {
            if (call.TargetMethod.Name == "Take" && arguments.Length == 2 && IsLazy(call))
                return Taken(call, arguments);
            if (call.TargetMethod.Name is not ("ToList" or "ToArray") && !IsLazy(call))
                break;
            size = arguments[0].Value.Unwrapped();
        }

        return slice switch
        {
            IInvocationOperation { TargetMethod: { Name: "GetRange", Parameters.Length: 2 } range, Instance: { } whole, Arguments: { Length: 2 } ends } when range.ContainingAssembly.IsFramework() =>
                Cut(slice, whole, ends[0].Value),
            IArrayElementReferenceOperation { ArrayReference: var whole, Indices: { Length: 1 } ends } when ends[0].Unwrapped() is IRangeOperation { LeftOperand: { } first } =>
                Cut(slice, whole, first),
            _ => null,
        };
    }

    /// <summary>
    /// The next few of what is left: as many are skipped as earlier turns have had, or those are no longer there. A few of what comes with
    /// the turn itself are no batch of anything.
    /// </summary>
    private BatchCut? Taken(IInvocationOperation call, ImmutableArray<IArgumentOperation> arguments)
    {
        var rest = arguments[0].Value.Unwrapped();
        if (arguments[1].Value.Unwrapped() is IRangeOperation { LeftOperand: { } from })
            return Cut(call, rest, from);
        if (Operator(rest) is { TargetMethod.Name: "Skip", Arguments: { Length: 2 } skipped })
            return Cut(call, skipped[0].Value, skipped[1].Value);
        return RepeatedStart.Variable(rest) is { } left && !IsDeclaredHere(left) && Shrinks(left) ? new BatchCut(call, rest) : null;
    }

    /// <summary>A part of <paramref name="whole"/>, which the turns share, from a place on that is another one in each of them.</summary>
    private BatchCut? Cut(IOperation part, IOperation whole, IOperation first) =>
        !Variables(whole).Any(IsDeclaredHere) && Variables(first).Any(variable => IsDeclaredHere(variable) || IsChangedHere(variable))
            ? new BatchCut(part, whole.Unwrapped())
            : null;

    private static IEnumerable<ISymbol> Variables(IOperation expression) => expression.OwnOperations().Select(part => part.Variable()).OfType<ISymbol>();

    private bool IsDeclaredHere(ISymbol variable) => variable.DeclaringSyntaxReferences.Any(reference => _loop.Syntax.Span.Contains(reference.Span));

    private bool IsChangedHere(ISymbol variable) => _loop.OwnOperations().Any(operation => SymbolEqualityComparer.Default.Equals(operation.Changed().Variable(), variable));

    private bool Shrinks(ISymbol variable) =>
        IsChangedHere(variable)
        || _loop.Body.OwnOperations().Any(operation => operation is IInvocationOperation { TargetMethod.Name: "Clear" or "ExceptWith" or "Remove" or "RemoveAll" or "RemoveAt" or "RemoveRange", Instance: { } from }
            && SymbolEqualityComparer.Default.Equals(RepeatedStart.Variable(from.Unwrapped()), variable));

    private BatchStart? OfFill(ILoopOperation fill, IOperation started, IOperation items, ImmutableArray<IOperation>.Builder parts)
    {
        if (started is not IInvocationOperation { Type: var type } call || !type.IsTaskLike())
            return null;

        parts.Add(fill);
        return new BatchStart(items, call.TargetMethod.Name, _method.Provenance.EffectsOf(started, fill.Locals), started, parts.ToImmutable());
    }

    /// <summary>The value of a variable that this turn declares, and what it is a copy of.</summary>
    private IOperation Followed(IOperation expression, ImmutableArray<IOperation>.Builder parts)
    {
        var current = expression.Unwrapped();
        for (var i = 0; i < 6; i++)
        {
            if (current is ITranslatedQueryOperation query)
                current = query.Operation.Unwrapped();
            else if (Operator(current) is { TargetMethod.Name: "ToList" or "ToArray", Arguments.Length: 1 } copy && copy.TargetMethod.ContainingAssembly.IsFramework())
                current = copy.Arguments[0].Value.Unwrapped();
            else if (Declared(current) is { } value && FilledIn(current) is null)
            {
                parts.Add(value);
                current = value.Unwrapped();
            }
            else
                break;
        }

        return current;
    }

    private IOperation Value(IOperation expression)
    {
        var current = expression.Unwrapped();
        for (var i = 0; i < 4 && current is ILocalReferenceOperation { Local: var local } && _method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } value; i++)
            current = value.Unwrapped();
        return current;
    }

    private IOperation? Declared(IOperation expression) =>
        expression is ILocalReferenceOperation { Local: var local } && IsOfThisTurn(local) && _method.Provenance.ValuesOf(local) is { Count: 1 } values ? values[0] : null;

    private bool IsOfThisTurn(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Any(reference => _loop.Body.Syntax.Span.Contains(reference.Span));

    /// <summary>The inner loop that does nothing but start a task for each item and put it into a list or array of this turn.</summary>
    private (ILoopOperation Fill, IOperation Started, IOperation Items)? FilledIn(IOperation tasks)
    {
        if (tasks is not ILocalReferenceOperation { Local: var list } || !IsOfThisTurn(list))
            return null;

        foreach (var fill in _loop.Body.OwnOperations().OfType<ILoopOperation>())
        {
            var body = fill.Body is IBlockOperation { Operations: { Length: 1 } only } ? only[0] : fill.Body;
            switch (fill, (body as IExpressionStatementOperation)?.Operation)
            {
                case (IForEachLoopOperation each, IInvocationOperation { TargetMethod.Name: "Add", Arguments.Length: 1, Instance: ILocalReferenceOperation { Local: var target } } add)
                    when SymbolEqualityComparer.Default.Equals(target, list):
                    return (fill, add.Arguments[0].Value.Unwrapped(), each.Collection.Unwrapped());

                case (IForLoopOperation { Locals: { Length: 1 } counters }, ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation { Local: var target } }, Value: var started })
                    when SymbolEqualityComparer.Default.Equals(target, list) && IndexedBy(counters[0], started) is { } items:
                    return (fill, started.Unwrapped(), items);
            }
        }

        return null;
    }

    /// <summary>What <paramref name="started"/> takes its item from.</summary>
    private static IOperation? IndexedBy(ILocalSymbol counter, IOperation started)
    {
        foreach (var part in started.OwnOperations())
        {
            var (items, index) = part switch
            {
                IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element => (element.ArrayReference, indices[0]),
                IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list, Arguments: { Length: 1 } arguments } => (list, arguments[0].Value),
                _ => (null, null),
            };
            if (items is not null && index?.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, counter))
                return items.Unwrapped();
        }

        return null;
    }

    /// <summary>A method that takes a sequence and a number and gives a sequence of sequences of the same items.</summary>
    private static bool CutsBySize(IInvocationOperation call)
    {
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        var hasSize = method.Parameters.Any(parameter => parameter.Type.SpecialType == SpecialType.System_Int32);
        var items = ItemOf(call.TargetMethod.ReturnType);
        return hasSize && items is not null && ItemOf(items) is { } item && SymbolEqualityComparer.Default.Equals(item, ItemOf(SourceOf(call).Type));
    }

    private static ITypeSymbol? ItemOf(ITypeSymbol? sequence) => sequence switch
    {
        IArrayTypeSymbol array => array.ElementType,
        { SpecialType: SpecialType.System_String } => null,
        INamedTypeSymbol named => named.AllInterfaces.Insert(0, named)
            .FirstOrDefault(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0],
        _ => null,
    };

    private static IOperation SourceOf(IInvocationOperation call) => (call.Instance ?? call.Arguments[0].Value).Unwrapped();

    private bool IsLazy(IOperation operation) => Operator(operation) is { } call && (_method.Model.Apis.Of(call.TargetMethod) & ApiFlags.Lazy) != 0;

    private static IInvocationOperation? Operator(IOperation operation) => operation switch
    {
        IInvocationOperation call => call,
        ITranslatedQueryOperation { Operation: IInvocationOperation call } => call,
        _ => null,
    };
}
