using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>
/// A loop that asks until it has what it looks for: a name that is still free, the first place that knows an answer. Mostly one question is enough, and
/// one for all would ask for many that nobody wants. A check that ends with a complaint goes through all items when all is well.
/// </summary>
internal static class FirstMatch
{
    /// <summary>True where the loop ends with what <paramref name="call"/> has answered, or with what it was asked about.</summary>
    public static bool Ends(RepeatedCall call)
    {
        if (call.Iteration.Loop is not { } loop || AnswerOf(call.Operation) is var answer && answer is null && !IsCondition(call.Operation))
            return false;

        foreach (var operation in loop.Body.OwnOperations())
        {
            var found = operation switch
            {
                IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value } => value,
                IBranchOperation jump when Exits.LeavesLoop(jump, loop) => SetBefore(jump),
                _ => null,
            };
            if (found is not null && operation.Syntax.SpanStart >= call.Operation.Syntax.SpanStart && IsFound(found, answer, call))
                return true;
        }

        return loop.Body.OwnOperations().OfType<IConditionalOperation>().Any(guard => guard.Syntax.Span.End <= call.Operation.Syntax.SpanStart && IsEnough(guard, loop, call));
    }

    /// <summary>True for a guard that ends the loop as soon as an earlier turn has put something into what the answers are gathered in.</summary>
    private static bool IsEnough(IConditionalOperation guard, ILoopOperation loop, RepeatedCall call) =>
        guard.WhenTrue.OwnOperations().OfType<IBranchOperation>().Any(jump => Exits.LeavesLoop(jump, loop))
        && Gathered(guard.Condition.Unwrapped()) is { } gathered && !call.Iteration.Declares(gathered)
        && loop.Body.OwnOperations().Any(o => o.Syntax.SpanStart > call.Operation.Syntax.SpanStart && o switch
        {
            IInvocationOperation { Instance: { } filled } => IsOf(filled, gathered),
            ISimpleAssignmentOperation { Target: var target } => IsOf(target, gathered),
            _ => false,
        });

    /// <summary>What a condition asks whether it has anything: <c>found.Count > 0</c>, <c>found.Any()</c>, <c>found != null</c>, <c>isFound</c>.</summary>
    private static ILocalSymbol? Gathered(IOperation condition) => condition switch
    {
        ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean, Local: var flag } => flag,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, LeftOperand: var left, RightOperand: var right } when right.Unwrapped().ConstantValue is { HasValue: true, Value: null or 0 } => Counted(left),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual, LeftOperand: var left, RightOperand.ConstantValue: { HasValue: true, Value: 1 } } => Counted(left),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } }, Value: var there } => Counted(there),
        IInvocationOperation { TargetMethod.Name: "Any", Arguments: { Length: 1 } arguments } => Counted(arguments[0].Value),
        _ => null,
    };

    private static ILocalSymbol? Counted(IOperation value) => value.Unwrapped() switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } holder } when holder.Unwrapped() is ILocalReferenceOperation { Local: var local } => local,
        _ => null,
    };

    private static bool IsOf(IOperation value, ILocalSymbol local) => value.Unwrapped() is ILocalReferenceOperation { Local: var found } && SymbolEqualityComparer.Default.Equals(found, local);

    /// <summary>The variable that holds the answer, where it has one.</summary>
    private static ILocalSymbol? AnswerOf(IOperation call) =>
        call.User(static around => around is IAwaitOperation or IArgumentOperation || around.Configures()) switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
            IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } } => local,
            IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol local } } => local,
            _ => null,
        };

    private static bool IsCondition(IOperation call) =>
        call.OwnAncestors().OfType<IConditionalOperation>().FirstOrDefault() is { Condition: var condition } && condition.Syntax.Span.Contains(call.Syntax.Span);

    /// <summary>The answer or a part of it, or the very value that was asked about; what is said of either is something else.</summary>
    private static bool IsFound(IOperation value, ILocalSymbol? answer, RepeatedCall call)
    {
        value = value.Unwrapped();
        while (value is IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } holder })
            value = holder.Unwrapped();
        if (value is not ILocalReferenceOperation { Local: var local })
            return false;
        if (SymbolEqualityComparer.Default.Equals(local, answer))
            return true;

        // Whoever asks whether there is one may want one that is not there.
        return call.Iteration.Declares(local)
            && call.Operation.Descendants().Any(part => part is ILocalReferenceOperation { Local: var asked } && SymbolEqualityComparer.Default.Equals(asked, local));
    }

    /// <summary>What the statement ahead of a jump keeps for after the loop.</summary>
    private static IOperation? SetBefore(IBranchOperation jump) =>
        jump.Parent is IBlockOperation { Operations: var statements } && statements.IndexOf(jump) is > 0 and var index
        && statements[index - 1] is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value: var value } } ? value : null;
}
