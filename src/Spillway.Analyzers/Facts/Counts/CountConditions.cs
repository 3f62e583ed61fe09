using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>What a condition says of a count where it holds, and where it does not.</content>
internal sealed partial class CountBounds
{
    private const int DeepestCondition = 40;

    /// <summary>
    /// What follows from <paramref name="condition"/>. Of several that may be the reason why it does not hold, a <paramref name="isGuard">guard</paramref> means each: what
    /// keeps some callers out is meant for the others as well.
    /// </summary>
    private CountLimit? Of(IOperation condition, bool holds, CountSubject subject, bool isGuard, int depth)
    {
        if (depth > DeepestCondition || ++_steps > MostSteps)
            return null;

        condition = condition.Unwrapped();
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var inner }:
                return Of(inner, !holds, subject, isGuard, depth + 1);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And }:
                return Joined(condition.Terms(BinaryOperatorKind.ConditionalAnd, BinaryOperatorKind.And), holds, holds || isGuard, subject, isGuard, depth);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or }:
                return Joined(condition.Terms(BinaryOperatorKind.ConditionalOr, BinaryOperatorKind.Or), holds, !holds, subject, isGuard, depth);

            case IBinaryOperation comparison:
                return OfComparison(comparison, holds, subject);

            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                return Counts(value, subject) ? OfNumber(pattern, holds, subject, 0) : OfValue(pattern, holds, Names(value, subject), subject, 0);

            case IInvocationOperation call:
                return OfAnswer(call, holds, subject, depth);

            case IPropertyReferenceOperation { Property: var property } when property.Type.SpecialType == SpecialType.System_Boolean && subject.Counted is IPropertySymbol or IFieldSymbol:
                return subject.Depth < Deepest && BodyOf(property) is { } told ? OfResult(told, holds, subject with { Call = null, Caller = subject }, depth) : null;

            // A condition that is passed to a method which leaves by an exception where it does not hold.
            case IParameterReferenceOperation { Parameter: var parameter } when subject is { Call: { } call, Caller: { } caller } && Passed(call, parameter) is { } passed:
                return Of(passed, holds, caller, isGuard, depth + 1);

            case ILocalReferenceOperation { Local: var local } when local.Type.SpecialType == SpecialType.System_Boolean && ValueOf(local, condition) is { } kept:
                return Of(kept, holds, subject, isGuard, depth + 1);

            default:
                return null;
        }
    }

    private CountLimit? Joined(IReadOnlyList<IOperation> terms, bool holds, bool isEither, CountSubject subject, bool isGuard, int depth)
    {
        CountLimit? all = null;
        for (var i = 0; i < terms.Count; i++)
        {
            var one = Of(terms[i], holds, subject, isGuard, depth + 1) ?? (IsAbsent(terms[i], holds, subject) ? CountLimit.None : null);
            all = isEither ? CountLimit.And(all, one is { Number: 0 } ? null : one) : i == 0 ? one : CountLimit.Or(all, one);
        }

        return all;
    }

    /// <summary>True where the answer says that there is no collection.</summary>
    private static bool IsAbsent(IOperation term, bool holds, CountSubject subject) => term.Unwrapped() switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, LeftOperand: var left, RightOperand: var right } => holds && (Names(left, subject) && right.IsNull() || Names(right, subject) && left.IsNull()),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, LeftOperand: var left, RightOperand: var right } => !holds && (Names(left, subject) && right.IsNull() || Names(right, subject) && left.IsNull()),
        IIsPatternOperation { Value: var value, Pattern: IConstantPatternOperation } => holds && Names(value, subject),
        IIsPatternOperation { Value: var value, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation } } => !holds && Names(value, subject),
        _ => false,
    };

    private CountLimit? OfComparison(IBinaryOperation comparison, bool holds, CountSubject subject)
    {
        if (Counts(comparison.LeftOperand, subject))
            return Compared(comparison.OperatorKind, comparison.RightOperand, holds, subject);
        return Counts(comparison.RightOperand, subject) ? Compared(comparison.OperatorKind.Turned(), comparison.LeftOperand, holds, subject) : null;
    }

    private CountLimit? Compared(BinaryOperatorKind kind, IOperation limit, bool holds, CountSubject subject) => (kind, holds) switch
    {
        (BinaryOperatorKind.LessThan, true) or (BinaryOperatorKind.GreaterThanOrEqual, false) => Limited(limit, -1, subject),
        (BinaryOperatorKind.LessThanOrEqual, true) or (BinaryOperatorKind.GreaterThan, false) or (BinaryOperatorKind.Equals, true) or (BinaryOperatorKind.NotEquals, false) => Limited(limit, 0, subject),
        (BinaryOperatorKind.Equals, false) or (BinaryOperatorKind.NotEquals, true) when subject.Grows => Limited(limit, -1, subject) is { Number: not 0 } almost ? almost : null,
        _ => null,
    };

    /// <summary>The number that a limit is; in a method that is looked into, what its caller passes for it.</summary>
    private CountLimit? Limited(IOperation limit, int more, CountSubject subject)
    {
        for (var at = subject; at is not null; at = at.Caller)
        {
            limit = limit.Unwrapped();
            if (limit is IConversionOperation { Conversion.IsNumeric: true, Operand: var number })
                limit = number.Unwrapped();
            if (limit.ConstantValue is { HasValue: true, Value: int or long or short or byte or uint } constant)
                return new CountLimit((int)System.Math.Max(0, System.Math.Min(int.MaxValue, System.Convert.ToInt64(constant.Value, System.Globalization.CultureInfo.InvariantCulture) + more)), null);
            if (limit is not IParameterReferenceOperation { Parameter: var parameter } || at.Call is not { } call || Passed(call, parameter) is not { } passed)
                break;
            limit = passed;
        }

        return Counts(limit, subject) ? null : new CountLimit(null, limit);
    }

    /// <summary>A pattern of a number.</summary>
    private CountLimit? OfNumber(IPatternOperation pattern, bool holds, CountSubject subject, int depth)
    {
        if (depth > DeepestCondition)
            return null;

        switch (pattern)
        {
            case IRelationalPatternOperation { OperatorKind: var kind, Value: var limit }:
                return Compared(kind, limit, holds, subject);
            case IConstantPatternOperation { Value: var number }:
                return number.IsNull() ? (holds ? CountLimit.None : null) : Compared(BinaryOperatorKind.Equals, number, holds, subject);
            case INegatedPatternOperation { Pattern: var inner }:
                return OfNumber(inner, !holds, subject, depth + 1);
            case IBinaryPatternOperation { OperatorKind: var kind, LeftPattern: var left, RightPattern: var right }:
                return Both(OfNumber(left, holds, subject, depth + 1), OfNumber(right, holds, subject, depth + 1), kind == BinaryOperatorKind.And == holds);
            default:
                return null;
        }
    }

    private static CountLimit? Both(CountLimit? left, CountLimit? right, bool hold) => hold ? CountLimit.And(left, right) : CountLimit.Or(left, right);

    /// <summary>A pattern of a collection, or of an object that has it.</summary>
    private CountLimit? OfValue(IPatternOperation pattern, bool holds, bool isIt, CountSubject subject, int depth)
    {
        if (depth > DeepestCondition)
            return null;

        switch (pattern)
        {
            case IRecursivePatternOperation { PropertySubpatterns: var parts }:
                CountLimit? all = null;
                foreach (var part in parts)
                {
                    if ((part.Member as IMemberReferenceOperation)?.Member is not { } member)
                        continue;

                    var hasIt = IsSame(member, subject.Counted);
                    var one = isIt && member.Name is "Count" or "Length" || hasIt && IsNumber(subject.Counted)
                        ? OfNumber(part.Pattern, holds, subject, depth + 1)
                        : isIt ? null : OfValue(part.Pattern, holds, hasIt, subject, depth + 1);
                    all = CountLimit.And(all, one);
                }

                return all;

            case IListPatternOperation { Patterns: var elements } when isIt:
                var isOpen = elements.Any(element => element is ISlicePatternOperation { Pattern: null or IDiscardPatternOperation });
                var least = elements.Length - elements.Count(element => element is ISlicePatternOperation);
                return holds ? (elements.Any(element => element is ISlicePatternOperation) ? null : new CountLimit(least, null))
                    : isOpen && elements.All(element => element is IDiscardPatternOperation or ISlicePatternOperation) ? new CountLimit(System.Math.Max(0, least - 1), null)
                    : null;

            case IConstantPatternOperation when isIt:
                return holds ? CountLimit.None : null;
            case INegatedPatternOperation { Pattern: var inner }:
                return OfValue(inner, !holds, isIt, subject, depth + 1);
            case IBinaryPatternOperation { OperatorKind: var kind, LeftPattern: var left, RightPattern: var right }:
                return Both(OfValue(left, holds, isIt, subject, depth + 1), OfValue(right, holds, isIt, subject, depth + 1), kind == BinaryOperatorKind.And == holds);
            default:
                return null;
        }
    }

    /// <summary>True for the count of what is counted: of all of it, of a part, or together with more.</summary>
    private bool Counts(IOperation number, CountSubject subject)
    {
        for (var depth = 0; depth < DeepestCondition; depth++)
        {
            number = number.Unwrapped();
            switch (number)
            {
                case IConversionOperation { Conversion.IsNumeric: true, Operand: var inner }:
                    number = inner;
                    continue;
                case IIncrementOrDecrementOperation { Target: var stepped }:
                    number = stepped;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, LeftOperand: var first, RightOperand: var second }:
                    if (second.Unwrapped() is not IBinaryOperation && Counts(second, subject))
                        return true;
                    number = first;
                    continue;
                case IConditionalAccessOperation { Operation: var holder, WhenNotNull: IPropertyReferenceOperation { Property.Name: "Count" or "Length" } or IInvocationOperation { TargetMethod.Name: "Count" } }:
                    return Holds(holder, subject);
                case IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "LongLength", Instance: { } counted } when Holds(counted, subject):
                    return true;
                case IInvocationOperation { TargetMethod: { Name: "Count" or "LongCount", ContainingType.Name: "Enumerable" or "Queryable" }, Arguments: { Length: 1 } arguments }:
                    return Holds(arguments[0].Value, subject);
                case ILocalReferenceOperation { Local: var local } when !IsSame(local, subject.Counted):
                    if (ValueOf(local, number) is not { } kept)
                        return false;
                    number = kept;
                    continue;
                default:
                    return IsNumber(subject.Counted) && Names(number, subject);
            }
        }

        return false;
    }

    /// <summary>True for the collection itself, or what operators make of it that has as many items or fewer.</summary>
    private static bool Holds(IOperation items, CountSubject subject)
    {
        items = items.Unwrapped();
        while (!Names(items, subject) && items is IInvocationOperation { TargetMethod.ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Arguments: { Length: > 0 } arguments })
            items = arguments[0].Value.Unwrapped();
        return Names(items, subject);
    }

    private static bool Names(IOperation reference, CountSubject subject)
    {
        reference = reference.Unwrapped();
        if (reference is IConditionalAccessOperation { WhenNotNull: var member })
            reference = member.Unwrapped();
        return SymbolOf(reference) is { } symbol && IsSame(symbol, subject.Counted);
    }

    public static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } member => member.Member,
        _ => null,
    };

    private static bool IsSame(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition);

    private static bool IsNumber(ISymbol symbol) => symbol switch
    {
        ILocalSymbol { Type: var type } => IsNumber(type),
        IParameterSymbol { Type: var type } => IsNumber(type),
        IFieldSymbol { Type: var type } => IsNumber(type),
        IPropertySymbol { Type: var type } => IsNumber(type),
        _ => false,
    };

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64
        || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments } && IsNumber(arguments[0]);
}
