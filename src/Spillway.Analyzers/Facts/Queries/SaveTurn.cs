using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Code that gathers changes in a context and saves them: could the save wait until the same has been done for all items?</summary>
internal sealed class SaveTurn
{
    private readonly ConcurrencyModel _model;
    private readonly Provenance _provenance;
    private readonly ImmutableArray<IOperation> _code;
    private readonly IOperation _save;
    private readonly List<IOperation> _operations;

    public SaveTurn(ConcurrencyModel model, Provenance provenance, ImmutableArray<IOperation> code, IOperation save)
    {
        _model = model;
        _provenance = provenance;
        _code = code;
        _save = save;
        _operations = code.SelectMany(part => part.OwnOperations()).ToList();
    }

    /// <summary>What only takes the next item.</summary>
    public IOperation? Take { get; init; }

    /// <summary>True when nothing in the code needs what it changed to be saved, and nothing outside is told of it.</summary>
    public bool CanWait =>
        IsStatement && !IsOnItsOwn && !LeavesAfterwards && !ReadsAfterwards && !ReadsEarlierKey && !AsksForChanged && !TellsOthers;

    /// <summary>True when the code may leave the loop by other ways than its end.</summary>
    public bool Leaves => _operations.Any(o => o is IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: not BranchKind.Continue } && !IsInner(o));

    /// <summary>True when a turn may be cut short after it has changed something.</summary>
    public bool SkipsChanges
    {
        get
        {
            var first = _operations.Where(IsChange).Select(o => o.Syntax.SpanStart).DefaultIfEmpty(int.MaxValue).Min();
            return _operations.Any(o => o is IBranchOperation { BranchKind: BranchKind.Continue } && o.Syntax.SpanStart > first && o.Syntax.SpanStart < _save.Syntax.SpanStart);
        }
    }

    /// <summary>True when a turn changes something after its save: that waits for the next one.</summary>
    public bool ChangesAfterwards => After.Any(IsChange);

    /// <summary>True for a step that gives the context something to save.</summary>
    public bool IsChange(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation) } } => true,
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation) } } => true,
        IInvocationOperation call => IsOfContext(call) && (_model.Apis.Of(call.TargetMethod) & ApiFlags.Local) != 0,
        _ => false,
    };

    /// <summary>The save stands for itself: nobody looks at the number of rows.</summary>
    private bool IsStatement
    {
        get
        {
            var parent = _save.User(static around => around is IAwaitOperation || around.Configures());
            return parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }
                || (parent is IReturnOperation { Parent: { } } && _code.Any(part => ReferenceEquals(_save.Syntax.SyntaxTree, part.Syntax.SyntaxTree)) && !IsLoop);
        }
    }

    private bool IsLoop => _code.Length == 1 && _code[0].Parent is ILoopOperation;

    /// <summary>A failure is handled for each item, every item has a transaction, or the items are counted up to a batch.</summary>
    private bool IsOnItsOwn
    {
        get
        {
            if (_operations.Any(o => o.Type is INamedTypeSymbol type && (_model.Apis.Of(type) & ApiFlags.Transaction) != 0))
                return true;

            var child = _save;
            foreach (var around in _save.OwnAncestors())
            {
                if (_code.Any(part => ReferenceEquals(part, child)))
                    return false;
                if (around is ITryOperation { Catches.Length: > 0 } or ILockOperation || (around is ITryOperation attempt && ReferenceEquals(attempt.Finally, child)))
                    return true;
                if (around is IConditionalOperation choice && !ReferenceEquals(choice.Condition, child) && Counts(choice.Condition))
                    return true;
                child = around;
            }

            return false;
        }
    }

    private bool LeavesAfterwards => After.Any(o => o is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { ConstantValue.HasValue: false } } or IThrowOperation or IBranchOperation { BranchKind: not BranchKind.Continue } && !IsInner(o))
        || (IsLoop && After.Any(o => o is IReturnOperation { Kind: OperationKind.Return }));

    /// <summary>A row gets its key when it is saved; and what the context knows may be thrown away afterwards.</summary>
    private bool ReadsAfterwards
    {
        get
        {
            var added = _operations.OfType<IInvocationOperation>()
                .Where(call => IsOfContext(call) && (_model.Apis.Of(call.TargetMethod) & ApiFlags.Local) != 0)
                .SelectMany(call => call.Arguments)
                .Select(argument => Derivation.RootOf(argument.Value))
                .OfType<ISymbol>()
                .ToList();
            return After.Any(o =>
                (Derivation.SymbolOf(o) is { } used && added.Contains(used, SymbolEqualityComparer.Default))
                || (o is IInvocationOperation call && (IsOfContext(call) || DatabaseCall.Of(call, _model, _provenance) is not null || !_model.Queries.Behind(call).IsEmpty))
                || (o.Type is INamedTypeSymbol type && (_model.Apis.Of(type) & ApiFlags.Confined) != 0 && o is not IAwaitOperation));
        }
    }

    /// <summary>The key of a row that an earlier turn has added is read: it is there because the row was saved.</summary>
    private bool ReadsEarlierKey
    {
        get
        {
            var types = _operations.OfType<IInvocationOperation>().SelectMany(TypesChangedBy).ToList();
            return types.Count > 0 && _operations.Any(o => o is IPropertyReferenceOperation { Instance: { } row, Property: var property }
                && types.Contains(row.Unwrapped().Type, SymbolEqualityComparer.Default)
                && (_model.EntityKeys.Of(row.Unwrapped().Type!) is not { } key || SymbolEqualityComparer.Default.Equals(key, property))
                && !(o.Parent is IAssignmentOperation { Target: var target } && ReferenceEquals(target, o))
                && !IsOfThisTurn(Derivation.RootOf(row)));
        }
    }

    private bool IsOfThisTurn(ISymbol? symbol) =>
        symbol is IParameterSymbol
        || (symbol is ILocalSymbol local
            && (_code.Any(part => local.DeclaringSyntaxReferences.Any(d => part.Syntax.SyntaxTree == d.SyntaxTree && part.Syntax.Span.Contains(d.Span)))
                || _code.Any(part => part.Parent is ILoopOperation loop && loop.Locals.Contains(local, SymbolEqualityComparer.Default))));

    /// <summary>A query of the code might find, or miss, what an earlier turn has changed.</summary>
    private bool AsksForChanged
    {
        get
        {
            var members = _operations.Select(LoopChanges.Changed).OfType<ISymbol>().ToList();
            var types = _operations.OfType<IInvocationOperation>().SelectMany(TypesChangedBy).ToList();
            foreach (var operation in _operations)
            {
                if (ReferenceEquals(operation, _save))
                    continue;

                if (DatabaseCall.Of(operation, _model, _provenance) is { } call)
                {
                    if (call.Kind is DatabaseCallKind.Command || call.IsText)
                        return true;
                    if (call.Kind == DatabaseCallKind.Save)
                        continue;

                    // Columns that change in the loop decide nothing in its queries, and nothing is added to what they look through.
                    var asked = call.Operation.DescendantsAndSelf().Concat(call.Inputs.SelectMany(input => input.DescendantsAndSelf()));
                    if (asked.Any(o => (o is IMemberReferenceOperation { Member: var member } && members.Contains(member, SymbolEqualityComparer.Default)) || RowsOf(o).Any(row => types.Contains(row, SymbolEqualityComparer.Default))))
                        return true;
                }
                else if (operation is IInvocationOperation invocation && _model.Queries.Behind(invocation) is { IsEmpty: false } behind)
                {
                    var result = invocation.TargetMethod.ReturnType.AwaitedResult() ?? invocation.TargetMethod.ReturnType;
                    if (behind.Any(query => query.Query.Kind is DatabaseCallKind.Command || (query.Query.Kind == DatabaseCallKind.Query && query.Query.Keys.IsEmpty)) || types.Contains(result, SymbolEqualityComparer.Default))
                        return true;
                }
            }

            return false;
        }
    }

    /// <summary>What has been done for an item outside is written down at once; what is not in view may be such a thing.</summary>
    private bool TellsOthers
    {
        get
        {
            var except = _operations.Where(o => ReferenceEquals(o, _save) || ReferenceEquals(o, Take)
                || DatabaseCall.Of(o, _model, _provenance) is not null
                || (o is IInvocationOperation call && (IsOfContext(call) || !_model.Queries.Behind(call).IsEmpty))).ToList();
            return _provenance.EffectsOf(_code, except: except) is not { Unknown: null, Io: null, Delay: null, Pump: null, Acquires: null, Invoked.Count: 0 };
        }
    }

    private IEnumerable<IOperation> After => _operations.Where(o => o.Syntax.SpanStart >= _save.Syntax.Span.End);

    private bool IsOfContext(IInvocationOperation call) =>
        call.Instance?.Unwrapped().Type is INamedTypeSymbol receiver && (_model.Apis.Of(receiver) & (ApiFlags.Table | ApiFlags.Session)) != 0;

    private IEnumerable<ITypeSymbol> TypesChangedBy(IInvocationOperation call)
    {
        // 'db.Orders.Add(order)', 'db.Add(order)', 'order.Lines.Add(line)'.
        if (call.Instance is not { } receiver || call.Arguments.Length == 0 || (_model.Apis.Of(call.TargetMethod) & ApiFlags.Query) != 0)
            yield break;

        var isCollection = call.TargetMethod.Name is "Add" or "Remove" or "AddRange" or "Clear" && receiver.Unwrapped() is IMemberReferenceOperation && Derivation.IsCollection(receiver.Type);
        if (!isCollection && !IsOfContext(call))
            yield break;

        foreach (var argument in call.Arguments)
        {
            var type = argument.Value.Unwrapped().Type;
            if (type is not null)
                yield return type is INamedTypeSymbol { TypeArguments: { Length: 1 } items } && Derivation.IsCollection(type) ? items[0] : type;
        }
    }

    private static IEnumerable<ITypeSymbol> RowsOf(IOperation query) =>
        DatabaseCall.IsQueryable(query.Type) && query.Type is INamedTypeSymbol { TypeArguments: { Length: > 0 } rows } ? rows : ImmutableArray<ITypeSymbol>.Empty;

    /// <summary>True for a condition that counts: every hundredth item, the last one, a batch that is full.</summary>
    private bool Counts(IOperation condition) => condition.OwnOperations().Any(o => o switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder } => true,
        IPropertyReferenceOperation { Property.Name: "Count" or "Length" } => true,
        ILocalReferenceOperation { Local: var local } => local.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 && !_code.Any(part => local.DeclaringSyntaxReferences.Any(d => part.Syntax.Span.Contains(d.Span))),
        IFieldReferenceOperation { Field.Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => true,
        _ => false,
    });

    private static bool IsInner(IOperation jump) => jump is IBranchOperation && jump.OwnAncestors().TakeWhile(around => around is not ILoopOperation).Any(around => around is ISwitchOperation);
}
