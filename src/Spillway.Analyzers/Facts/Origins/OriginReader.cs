using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Follows a count back to where it comes from. For one question.</summary>
internal sealed partial class OriginReader
{
    // A variable may be made from a variable; a longer chain is code that nobody reads either.
    private const int LongestChain = 12;

    private static readonly Origin Uncounted = Origin.Data("a loop without a count");

    private readonly ConcurrencyModel _model;
    private readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);

    /// <summary>What the calls that are being followed pass for the parameters of their callees.</summary>
    private readonly Dictionary<IParameterSymbol, IOperation> _passed = new(SymbolEqualityComparer.Default);

    // Where the question is asked, for those who want to know what the conditions say there.
    private readonly IOperation? _place;

    public OriginReader(ConcurrencyModel model, IOperation? place = null) => (_model, _place) = (model, place);

    /// <summary>How often the body of <paramref name="loop"/> runs.</summary>
    public Origin OfIterations(ILoopOperation loop, int depth) => loop switch
    {
        IForEachLoopOperation { IsAsynchronous: true, Collection: var stream } => OfItems(stream, depth + 1).Kind is OriginKind.Constant or OriginKind.FixedSmall ? Origin.FixedSmall : Origin.Data("a stream"),
        IForEachLoopOperation each => OfItems(each.Collection, depth),
        IForLoopOperation { Condition: IBinaryOperation condition } counted => OfCounter(counted, condition, depth),
        IWhileLoopOperation { Condition: IInvocationOperation { TargetMethod.Name: "TryDequeue" or "TryPop" or "TryTake" or "TryRead", Instance: { } queue } } => Origin.Data(queue.Unwrapped() is IMemberReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation ? $"what waits in '{TaskWait.TaskName(queue)}'" : "what waits in a queue"),
        _ => Uncounted,
    };

    /// <summary>How many items <paramref name="source"/> has.</summary>
    public Origin OfItems(IOperation source, int depth)
    {
        if (depth > LongestChain)
            return Origin.Unknown;

        source = source.Unwrapped();
        if (IsOneOrNone(source))
            return Origin.Constant(1);

        return Checked(OfUncheckedItems(source, depth), source, depth);
    }

    private Origin OfUncheckedItems(IOperation source, int depth)
    {
        switch (source)
        {
            case IArrayCreationOperation { Initializer: { } initializer }:
                return Origin.Constant(initializer.ElementValues.Length);

            case IArrayInitializerOperation bare:
                return Origin.Constant(bare.ElementValues.Length);

            case IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes }:
                return OfNumber(sizes[0], depth + 1);

            case IObjectCreationOperation creation:
                return OfCreation(creation, depth);

            case IAwaitOperation { Operation: var awaited }:
                return OfAwaited(awaited, depth);

            case ITranslatedQueryOperation { Operation: var query }:
                return OfItems(query, depth + 1);

            case IInvocationOperation call:
                return OfCall(call, depth);

            case ILocalReferenceOperation { Local: var local }:
                return OfLocal(local, depth);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return OfParameter(parameter, depth);

            case IFieldReferenceOperation { Field: var field } reference:
                return OfMember(reference, field, depth);

            case IPropertyReferenceOperation { Property: var property } reference:
                return OfProperty(reference, property, depth);

            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return OfItems(first, depth + 1).Or(OfItems(second, depth + 1));

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return OfItems(first, depth + 1).Or(OfItems(second, depth + 1));

            case ISwitchExpressionOperation choice:
                return choice.Arms.Where(arm => arm.Value.Unwrapped() is not IThrowOperation).Select(arm => OfItems(arm.Value, depth + 1)).DefaultIfEmpty(Origin.Unknown).Aggregate((a, b) => a.Or(b));

            case IConditionalAccessOperation { WhenNotNull: var member }:
                return OfItems(member, depth + 1);

            case IConditionalAccessInstanceOperation instance when instance.Receiver() is { } receiver:
                return OfItems(receiver, depth + 1);

            case ISimpleAssignmentOperation { Value: var value }:
                return OfItems(value, depth + 1);

            // Collection expressions have an operation of their own only in newer compilers than our floor.
            case { Syntax: CollectionExpressionSyntax literal }:
                return OfLiteral(literal, depth);

            default:
                return Origin.Unknown;
        }
    }

    private Origin OfLiteral(CollectionExpressionSyntax literal, int depth)
    {
        var origin = Origin.Constant(literal.Elements.Count(element => element is ExpressionElementSyntax));
        foreach (var spread in literal.Elements.OfType<SpreadElementSyntax>())
            origin = origin.And(OfSyntax(spread.Expression, depth + 1));
        return origin;
    }

    private Origin OfSyntax(ExpressionSyntax expression, int depth) =>
        _model.Compilation.ContainsSyntaxTree(expression.SyntaxTree) && _model.Semantics(expression.SyntaxTree).GetOperation(Bare(expression)) is { } made
            ? OfItems(made, depth)
            : Origin.Unknown;

    /// <summary>Parentheses, and the promise that something is not null, have no operation.</summary>
    private static ExpressionSyntax Bare(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax { Expression: var inner } => Bare(inner),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var inner } => Bare(inner),
        _ => expression,
    };

    private Origin OfCreation(IObjectCreationOperation creation, int depth)
    {
        // Only collections have a count that their arguments tell.
        if (!IsSequence(creation.Type))
            return Origin.Unknown;

        var origin = Origin.Constant(creation.Initializer?.Initializers.Length ?? 0);
        foreach (var argument in creation.Arguments)
        {
            if (IsSequence(argument.Value.Unwrapped().Type))
                origin = origin.And(OfItems(argument.Value, depth + 1));
        }

        return origin;
    }

    private Origin OfAwaited(IOperation awaited, int depth)
    {
        var call = awaited.WithoutConfiguration();
        var origin = OfItems(call, depth + 1);
        return origin.Kind == OriginKind.Unknown && call is IInvocationOperation { TargetMethod: var method } asked && !IsFrom(method.ContainingType, "Task")
            ? Asked(asked, depth)
            : origin;
    }

    private Origin OfCounter(IForLoopOperation loop, IBinaryOperation condition, int depth)
    {
        // for (var i = 0; i < ids.Count && i < 8; i++)
        if (condition.OperatorKind == BinaryOperatorKind.ConditionalAnd)
        {
            var all = condition.Terms(BinaryOperatorKind.ConditionalAnd).OfType<IBinaryOperation>().Where(term => term.OperatorKind is not BinaryOperatorKind.ConditionalOr)
                .Select(term => OfCounter(loop, term, depth + 1)).DefaultIfEmpty(Origin.Unknown).Aggregate((a, b) => a.AtMost(b));
            return all.Kind < OriginKind.Unknown ? all : Origin.Data("a loop without a count");
        }

        var start = Counters.StartOf(loop, condition.LeftOperand.Variable());
        var step = Counters.AtEndOf(loop).Step ?? 0;
        if (start is null)
            return Uncounted;

        // Counting down, the start says how many there are, and the condition where they end.
        var (from, to) = step >= 0 ? (start, condition.RightOperand) : (condition.RightOperand, start);
        if (step == 0 || from.ConstantValue is not { HasValue: true, Value: int least })
            return OfNumber(to, depth + 1) is { Kind: OriginKind.Data } data ? data : Origin.Unknown;

        var most = OfNumber(to, depth + 1);
        if (most.Kind != OriginKind.Constant)
            return most;

        var isInclusive = condition.OperatorKind is BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThanOrEqual;
        var distance = System.Math.Max(0, (long)most.Count - least + (isInclusive ? 1 : 0));
        var by = System.Math.Abs(step);
        return Origin.Constant((int)System.Math.Min(int.MaxValue, (distance / by) + System.Math.Min(1, distance % by)));
    }

    /// <summary>Where a number comes from. A number that a caller or a setting gives is a decision, not data.</summary>
    private Origin OfNumber(IOperation number, int depth)
    {
        if (depth > LongestChain)
            return Origin.Unknown;

        number = number.Unwrapped();
        if (number.ConstantValue is { HasValue: true, Value: int constant })
            return Origin.Constant(constant);

        return Checked(OfUncheckedNumber(number, depth), number, depth);
    }

    private Origin OfUncheckedNumber(IOperation number, int depth)
    {
        switch (number)
        {
            case IPropertyReferenceOperation { Property: var property } when (_model.Apis.Of(property) & (ApiFlags.Few | ApiFlags.Machine)) is var flags and not ApiFlags.None:
                return (flags & ApiFlags.Few) != 0 ? Origin.FixedSmall : Origin.Machine;

            case IPropertyReferenceOperation { Property.Name: "Length" or "Count" or "LongLength", Instance: { } counted } when IsSequence(counted.Type):
                return OfItems(counted, depth + 1);

            case IInvocationOperation { TargetMethod: { Name: "Count" or "LongCount", ContainingType: var type }, Arguments: { Length: > 0 } arguments } when IsSequenceOperators(type):
                return OfItems(arguments[0].Value, depth + 1);

            case IInvocationOperation { TargetMethod: { Name: "Min", ContainingType: { Name: "Math" } }, Arguments: { Length: 2 } arguments }:
                return OfNumber(arguments[0].Value, depth + 1).AtMost(OfNumber(arguments[1].Value, depth + 1));

            case IInvocationOperation { TargetMethod: { Name: "Clamp", ContainingType: { Name: "Math" } }, Arguments: { Length: 3 } arguments }:
                return OfNumber(arguments[0].Value, depth + 1).AtMost(OfNumber(arguments[2].Value, depth + 1));

            case IInvocationOperation { TargetMethod: { Name: "Max", ContainingType: { Name: "Math" } }, Arguments: { Length: 2 } arguments }:
                return OfNumber(arguments[0].Value, depth + 1).Or(OfNumber(arguments[1].Value, depth + 1));

            case IBinaryOperation { LeftOperand: var left, RightOperand: var right }:
                var both = OfNumber(left, depth + 1).Or(OfNumber(right, depth + 1));
                return both.Kind == OriginKind.Constant ? Origin.FixedSmall : both;

            case IInvocationOperation { TargetMethod: { Name: "Ceiling" or "Floor" or "Round" or "Truncate", ContainingType: { Name: "Math", ContainingNamespace.Name: "System" } }, Arguments: { Length: > 0 } arguments }:
                return OfNumber(arguments[0].Value, depth + 1);

            case IConversionOperation { Conversion.IsNumeric: true, Operand: var converted }:
                return OfNumber(converted, depth + 1);

            case ILocalReferenceOperation { Local: var local }:
                return OfNumberIn(local, depth);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return OfNumberFrom(parameter, depth);

            case IMemberReferenceOperation when IsFromRequest(number):
                return Origin.Data("the request");

            case IMemberReferenceOperation { Instance: { } holder } when IsSettings(holder):
                return Origin.FixedSmall;

            default:
                return OfAnsweredNumber(number, depth);
        }
    }

    private static bool IsFrom(INamedTypeSymbol? type, string name) => type?.Name == name;
}
