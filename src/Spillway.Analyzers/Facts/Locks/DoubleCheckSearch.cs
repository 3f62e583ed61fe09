using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Finds what is asked without a lock and set under one, in one body and the methods of the same class that it calls.</summary>
internal sealed class DoubleCheckSearch
{
    private const int MostFollowing = 3;

    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;
    private readonly HashSet<IOperation> _seen = new();
    private readonly HashSet<IOperation> _refused = new();

    private DoubleCheckSearch(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
    }

    public static ImmutableArray<DoubleCheck> FindIn(MethodFacts method)
    {
        // Where no function of the class has to do with locks, nothing is asked twice.
        if (method.Owner.ContainingType is not { } type || !method.Model.Locks.Index.FunctionsOf(type).Any())
            return ImmutableArray<DoubleCheck>.Empty;

        var search = new DoubleCheckSearch(method);
        return method.Operations.SelectMany(search.At).ToImmutableArray();
    }

    private IEnumerable<DoubleCheck> At(IOperation operation)
    {
        var places = operation switch
        {
            IConditionalOperation choice => Unset(choice),
            ICoalesceOperation { Value: var value, WhenNull: var other } when SlotOf(value) is var (read, slot) => Places(read, slot, other),
            ICoalesceAssignmentOperation { Target: var target, Value: var value } when SlotOf(target) is var (read, slot) => Places(read, slot, value),
            _ => Enumerable.Empty<(IOperation, ISymbol, IOperation)>(),
        };
        foreach (var (read, slot, place) in places.ToList())
        {
            if (_seen.Contains(read) || !IsOwn(slot) || Judge(read, slot, place) is not { } found)
                continue;

            _seen.Add(read);
            yield return found;
        }
    }

    private static IEnumerable<(IOperation, ISymbol, IOperation)> Places(IOperation read, ISymbol slot, IOperation place) => new[] { (read, slot, place) };

    /// <summary>What runs where a test says that a field is not set yet.</summary>
    private IEnumerable<(IOperation Read, ISymbol Slot, IOperation Place)> Unset(IConditionalOperation choice)
    {
        foreach (var (read, slot, whenTrue) in Tests(choice.Condition, true))
        {
            var (there, other) = whenTrue ? (choice.WhenTrue, choice.WhenFalse) : (choice.WhenFalse, choice.WhenTrue);
            if (other is not null && Refuses(other))
                _refused.Add(read);
            if (there is not null)
                yield return (read, slot, there);
            if (other is null || !Leaves(other) || choice.Parent is not IBlockOperation block)
                continue;

            // What comes much later, or after something was waited for, is another matter.
            foreach (var after in block.Operations.SkipWhile(o => o != choice).Skip(1).Take(MostFollowing).TakeWhile(o => !o.OwnOperations().Any(inner => inner is IAwaitOperation)))
                yield return (read, slot, after);
        }
    }

    private static bool Leaves(IOperation branch) => Refuses(branch) || Last(branch) is IReturnOperation;

    private static bool Refuses(IOperation branch) => Last(branch) is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };

    private static IOperation? Last(IOperation branch) => branch is IBlockOperation block ? block.Operations.LastOrDefault() : branch;

    /// <summary>The fields that a condition asks whether they are set, and for which outcome they are not.</summary>
    private IEnumerable<(IOperation Read, ISymbol Slot, bool WhenTrue)> Tests(IOperation condition, bool whenTrue)
    {
        condition = condition.Unwrapped();
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return Tests(operand, !whenTrue);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }:
                return condition.Terms(BinaryOperatorKind.ConditionalAnd, BinaryOperatorKind.ConditionalOr).SelectMany(term => Tests(term, whenTrue));

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality:
                var (tested, constant) = FirstUse.IsUnsetValue(equality.RightOperand) ? (equality.LeftOperand, true) : (equality.RightOperand, FirstUse.IsUnsetValue(equality.LeftOperand));
                return constant ? One(tested, (equality.OperatorKind == BinaryOperatorKind.Equals) == whenTrue) : Nothing;

            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value }, Value: var matched } when FirstUse.IsUnsetValue(value):
                return One(matched, whenTrue);
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } }, Value: var matched } when FirstUse.IsUnsetValue(value):
                return One(matched, !whenTrue);
            case IIsPatternOperation { Pattern: IRecursivePatternOperation or IDeclarationPatternOperation, Value: var matched }:
                return One(matched, !whenTrue);

            case IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } nullable }:
                return One(nullable, !whenTrue);

            case { Type.SpecialType: SpecialType.System_Boolean }:
                return One(condition, !whenTrue);
            default:
                return Nothing;
        }
    }

    private static readonly IEnumerable<(IOperation, ISymbol, bool)> Nothing = Enumerable.Empty<(IOperation, ISymbol, bool)>();

    private IEnumerable<(IOperation Read, ISymbol Slot, bool WhenTrue)> One(IOperation tested, bool whenTrue) =>
        SlotOf(tested) is var (read, slot) ? new[] { (read, slot, whenTrue) } : Nothing;

    /// <summary>The field behind an expression, also through a local that is a copy of it.</summary>
    private (IOperation Read, ISymbol Slot)? SlotOf(IOperation expression)
    {
        expression = expression.Unwrapped();
        if (expression is ILocalReferenceOperation { Local: var local })
        {
            expression = _method.Provenance.ValuesOf(local).FirstOrDefault()?.Unwrapped() ?? expression;
            if (expression.Syntax.SpanStart < _method.Bodies[0].Syntax.SpanStart)
                return null;
        }

        return expression switch
        {
            IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false } field } => (expression, field.OriginalDefinition),
            IPropertyReferenceOperation { Property: { SetMethod: not null } property } when property.IsAutoProperty() => (expression, property.OriginalDefinition),
            _ => null,
        };
    }

    private bool IsOwn(ISymbol slot)
    {
        for (var type = _method.Owner.ContainingType; type is not null; type = type.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, slot.ContainingType))
                return true;
        }

        return false;
    }

    private DoubleCheck? Judge(IOperation read, ISymbol slot, IOperation place)
    {
        if (_method.Symbol is IMethodSymbol { Name: "Dispose" or "DisposeAsync" } && TypeOf(slot)?.SpecialType == SpecialType.System_Boolean)
            return null;

        var outer = HeldAt(read);
        foreach (var (set, sets) in SetsIn(slot, place))
        {
            var inside = sets.At(set.Syntax).Held;
            if (FirstUse.IsUnsetValue(set.Value) || inside.LastOrDefault(h => h.IsCertain && h.Kind != LockKind.Permit) is not { Lock: not null, Mode: not LockMode.Shared } held)
                continue;

            // Whatever else is taken in between: under a lock that is held for both, nobody comes between.
            if (outer.Contains(held.Lock) || inside.Any(h => h.IsCertain && h.Kind != LockKind.Permit && outer.Contains(h.Lock)))
                continue;
            if (FirstUse.IsState(slot, set, _model))
                return null;

            // What the section itself takes back first is a state of several.
            var section = SectionOf(set, held);
            if (section.OwnOperations().Any(o => o is ISimpleAssignmentOperation { Target: var target, Value: var value } && FirstUse.IsOf(target, slot) && FirstUse.IsUnsetValue(value)))
                continue;

            if (!IsAskedAgain(slot, set, section))
            {
                // Setting the same again does no harm where that is all.
                if (!SetsTheSame(set, section))
                    return new DoubleCheck(read, slot, set, held, DoubleCheckFlaw.NoSecondCheck, null) { IsMinor = OnlyRepeats(set, section) };
                if (set.Value.Unwrapped() is IParameterReferenceOperation or { ConstantValue.HasValue: true })
                    continue;
            }

            // Who finds it set is sent away, and reads nothing that would have to be there by then.
            if (_refused.Contains(read))
                continue;

            var use = new FirstUse(slot, set, section, _model);
            if (use.Grows || use.IsJustANumber)
                continue;
            if (use.After is var (flaw, detail))
                return new DoubleCheck(read, slot, set, held, flaw, detail);
            if (slot is not IFieldSymbol { IsVolatile: true })
                return new DoubleCheck(read, slot, set, held, DoubleCheckFlaw.Unordered, null) { IsMinor = use.AnnouncesNothing || SetsTheSame(set, section) || IsOneReference(slot, section, read) };
        }

        return null;
    }

    private static ITypeSymbol? TypeOf(ISymbol slot) => (slot as IFieldSymbol)?.Type ?? (slot as IPropertySymbol)?.Type;

    /// <summary>True for a reference that alone is set: the runtime writes an object before a reference to it, so what is seen is complete.</summary>
    private static bool IsOneReference(ISymbol slot, IOperation section, IOperation read)
    {
        // Of a type that cannot be found nothing is known.
        if (TypeOf(slot) is not ({ IsReferenceType: true } or { TypeKind: TypeKind.Error }) && !TypeOf(slot).IsNullableOfUnknown())
            return false;

        // Several are as good as one where each is asked for.
        var asked = read.OwnAncestors().OfType<IConditionalOperation>().FirstOrDefault(choice => choice.Condition.Syntax.Span.Contains(read.Syntax.Span))?.Condition;
        return !section.OwnOperations().Any(o => o is IAssignmentOperation { Target: IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } target }
            && (target.Instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }) && !FirstUse.IsOf(target, slot)
            && !(TypeOf(target.Member) is { IsReferenceType: true } && asked is not null && asked.OwnOperations().Any(other => FirstUse.IsOf(other, target.Member.OriginalDefinition))));
    }

    /// <summary>True where whoever comes second has computed in vain, and that is all: what both set says the same, and nobody adds to it.</summary>
    private bool OnlyRepeats(IAssignmentOperation set, IOperation section) =>
        IsAlone(section) && Repeatable.Is(set.Value, _model) && !new Identity(_method).Matters(set.Value, null);

    private static bool IsAlone(IOperation section) =>
        section is not IBlockOperation { Operations.Length: > 1 } && section.OwnOperations().OfType<IExpressionStatementOperation>().Count() <= 1;

    /// <summary>True for a section that does nothing but give the field what is there already.</summary>
    private static bool SetsTheSame(IAssignmentOperation set, IOperation section) =>
        IsAlone(section)
        && set.Value.Unwrapped() is IParameterReferenceOperation or IFieldReferenceOperation or ILocalReferenceOperation or { ConstantValue.HasValue: true };

    private ICollection<LockId> HeldAt(IOperation operation)
    {
        var function = FlowGraphs.FunctionOf(operation).Syntax;
        return _method.LockSets.At(operation.Syntax).Held.Select(h => h.Lock).Concat(_model.Locks.HeldByCallers(function)).ToList();
    }

    /// <summary>Where the field is set under a lock, here or in a method of the class that is called here.</summary>
    private IEnumerable<(IAssignmentOperation Set, LockSets Sets)> SetsIn(ISymbol slot, IOperation place)
    {
        foreach (var operation in place.OwnOperations())
        {
            if (operation is IAssignmentOperation set && Sets(set, slot))
                yield return (set, _method.LockSets);
            if (operation is not IInvocationOperation { TargetMethod: { IsAbstract: false } callee } || callee.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)
                || !SymbolEqualityComparer.Default.Equals(callee.ContainingType.OriginalDefinition, slot.ContainingType))
            {
                continue;
            }

            foreach (var reference in callee.OriginalDefinition.DeclaringSyntaxReferences)
            {
                var syntax = reference.GetSyntax();
                if (!_model.Compilation.ContainsSyntaxTree(reference.SyntaxTree) || _model.Locks.Of(syntax) is not { Acquisitions.IsEmpty: false } sets
                    || _model.Semantics(reference.SyntaxTree).GetOperation(syntax) is not { } body)
                {
                    continue;
                }

                foreach (var inner in body.ChildOperations.SelectMany(c => c.OwnOperations()).OfType<IAssignmentOperation>().Where(a => Sets(a, slot)))
                    yield return (inner, sets);
            }
        }
    }

    private static bool Sets(IAssignmentOperation assignment, ISymbol slot) =>
        assignment is ISimpleAssignmentOperation or ICoalesceAssignmentOperation && FirstUse.IsOf(assignment.Target, slot);

    /// <summary>What runs under the lock.</summary>
    private static IOperation SectionOf(IOperation set, HeldLock held)
    {
        var section = set;
        foreach (var around in set.OwnAncestors())
        {
            if (around is ILockOperation { Body: var body, LockedValue.Syntax: var locked } && locked == held.Site)
                return body;
            if (around.Syntax.Span.Contains(held.Site.Span))
                return around is IBlockOperation ? around : section;
            section = around;
        }

        return section;
    }

    private static bool IsAskedAgain(ISymbol slot, IAssignmentOperation set, IOperation section)
    {
        if (set is ICoalesceAssignmentOperation || set.Value.OwnOperations().Any(part => part switch
        {
            ICoalesceOperation { Value: var asked } => FirstUse.IsOf(asked.Unwrapped(), slot),
            IConditionalOperation { Condition: var condition } => condition.OwnOperations().Any(asked => FirstUse.IsOf(asked, slot)),
            _ => false,
        }))
        {
            return true;
        }

        var from = section.Syntax.SpanStart;
        foreach (var operation in section.OwnOperations())
        {
            if (FirstUse.IsOf(operation, slot) && operation.Syntax.SpanStart >= from && operation.Syntax.SpanStart < set.Syntax.SpanStart && !ReferenceEquals(operation.Parent, set))
                return true;
        }

        return AsksByCallAgain(set, section);
    }

    /// <summary>True where a call that was made before the lock is made again under it, and its answer decides: that asks again in other words.</summary>
    private static bool AsksByCallAgain(IAssignmentOperation set, IOperation section)
    {
        if (set.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, section)).OfType<IConditionalOperation>().LastOrDefault() is not { } choice)
            return false;

        var (from, until) = (section.Syntax.SpanStart, choice.Condition.Syntax.Span.End);
        var calls = FlowGraphs.FunctionOf(set).OwnOperations().OfType<IInvocationOperation>().Where(call => call.Syntax.Span.End <= until && !call.TargetMethod.ReturnsVoid).ToList();
        return calls.Any(again => again.Syntax.SpanStart >= from && calls.Any(call => call.Syntax.Span.End <= from && call.Syntax.IsEquivalentTo(again.Syntax, topLevel: false)));
    }
}
