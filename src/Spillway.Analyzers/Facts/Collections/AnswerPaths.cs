using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Which code runs only because a question was answered in one way?</summary>
internal static class AnswerPaths
{
    // An answer that is kept in a variable may be looked at here and there.
    private const int MostUses = 6;

    /// <summary>The places, each with what is known there: that something is present, that it is not; null where the answer was not looked at.</summary>
    public static IEnumerable<(IOperation Place, bool? IsPresent)> Of(CollectionCheck check, MethodFacts method)
    {
        var start = check.Operation;
        if (check.IsReading)
            return start.OwnAncestors().FirstOrDefault(o => o is IExpressionStatementOperation or IVariableDeclarationGroupOperation) is { } kept ? Following(kept).Select(o => (o, (bool?)null)) : Enumerable.Empty<(IOperation, bool?)>();

        if (start.Parent is IExpressionStatementOperation ignored)
            return check.Value is null ? Enumerable.Empty<(IOperation, bool?)>() : Following(ignored).Select(o => (o, (bool?)null));

        var places = Climb(start, check.PresentWhenTrue, !check.PresentWhenTrue, method, true).ToList();
        return places.Concat(Undecided(check)).Concat(places.SelectMany(place => place.IsPresent == false ? Completed(place.Place, check) : Enumerable.Empty<(IOperation, bool?)>()));
    }

    /// <summary>What runs for either answer once a branch has set the variable that nothing was found for: <c>if (!map.TryGetValue(key, out var count)) count = 0;</c></summary>
    private static IEnumerable<(IOperation, bool?)> Completed(IOperation branch, CollectionCheck check) =>
        branch.Parent is IConditionalOperation { Type: null, WhenFalse: null } choice && choice.WhenTrue == branch && !Leaves(branch)
        && branch.OwnOperations().Any(o => o is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } && SymbolEqualityComparer.Default.Equals(local, check.Value))
            ? Following(choice).Select(o => (o, (bool?)null))
            : Enumerable.Empty<(IOperation, bool?)>();

    /// <summary>What runs for either answer where the value that was looked up decides as well: <c>if (!map.TryGetValue(key, out var old) || old &lt; now)</c>.</summary>
    private static IEnumerable<(IOperation, bool?)> Undecided(CollectionCheck check)
    {
        if (check.Value is not { } value || check.Operation.OwnAncestors().OfType<IConditionalOperation>().FirstOrDefault() is not { } choice || !choice.Condition.Syntax.Span.Contains(check.Operation.Syntax.Span))
            return Enumerable.Empty<(IOperation, bool?)>();

        // The answer itself is told apart already where nothing else is asked.
        var isAsked = choice.Condition.OwnOperations().Any(o => o is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.ConditionalAnd } both
            && both.RightOperand.OwnOperations().Any(r => r is ILocalReferenceOperation { IsDeclaration: false, Local: var local } && SymbolEqualityComparer.Default.Equals(local, value)));
        if (!isAsked)
            return Enumerable.Empty<(IOperation, bool?)>();

        return Leaves(choice.WhenTrue) && choice.Type is null ? Following(choice).Select(o => (o, (bool?)null)).Prepend((choice.WhenTrue, null)) : new[] { (choice.WhenTrue, (bool?)null) };
    }

    private static IEnumerable<(IOperation Place, bool? IsPresent)> Climb(IOperation from, bool? whenTrue, bool? whenFalse, MethodFacts method, bool followsVariables)
    {
        var child = from;
        for (var parent = from.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    (whenTrue, whenFalse) = (whenFalse, whenTrue);
                    continue;

                case IParenthesizedOperation or IConversionOperation:
                    continue;

                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality when Other(equality, child).ConstantValue is { HasValue: true, Value: bool constant }:
                    if (constant == (equality.OperatorKind == BinaryOperatorKind.NotEquals))
                        (whenTrue, whenFalse) = (whenFalse, whenTrue);
                    continue;

                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } }:
                    if (!constant)
                        (whenTrue, whenFalse) = (whenFalse, whenTrue);
                    continue;

                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd, LeftOperand: var left, RightOperand: var right }:
                    if (left == child && whenTrue is { } and)
                        yield return (right, and);
                    whenFalse = null;
                    continue;

                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr, LeftOperand: var left, RightOperand: var right }:
                    if (left == child && whenFalse is { } or)
                        yield return (right, or);
                    whenTrue = null;
                    continue;

                case IConditionalOperation choice when choice.Condition == child:
                    foreach (var place in Branches(choice, whenTrue, whenFalse))
                        yield return place;
                    yield break;

                case IWhileLoopOperation loop when loop.Condition == child:
                    if (whenTrue is { } inside && loop.ConditionIsTop)
                        yield return (loop.Body, inside);
                    yield break;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when followsVariables && method.Provenance.ValuesOf(local).Count == 1:
                    foreach (var use in method.Operations.OfType<ILocalReferenceOperation>().Where(r => SymbolEqualityComparer.Default.Equals(r.Local, local)).Take(MostUses))
                    {
                        foreach (var place in Climb(use, whenTrue, whenFalse, method, false))
                            yield return place;
                    }

                    yield break;

                default:
                    yield break;
            }
        }
    }

    private static IOperation Other(IBinaryOperation binary, IOperation child) => binary.LeftOperand == child ? binary.RightOperand : binary.LeftOperand;

    private static IEnumerable<(IOperation, bool?)> Branches(IConditionalOperation choice, bool? whenTrue, bool? whenFalse)
    {
        if (whenTrue is not null)
            yield return (choice.WhenTrue, whenTrue);
        if (whenFalse is not null && choice.WhenFalse is { } other)
            yield return (other, whenFalse);

        // Where one branch leaves, what follows runs for the other answer.
        var after = choice.Type is not null ? null : Leaves(choice.WhenTrue) ? whenFalse : choice.WhenFalse is { } second && Leaves(second) ? whenTrue : null;
        if (after is null)
            yield break;

        foreach (var following in Following(choice))
            yield return (following, after);
    }

    /// <summary>The statements that come next in the same block, and in the blocks that end with it.</summary>
    private static IEnumerable<IOperation> Following(IOperation statement)
    {
        var child = statement;
        for (var parent = statement.Parent; parent is IBlockOperation or ILockOperation or IUsingOperation; child = parent, parent = parent.Parent)
        {
            if (parent is not IBlockOperation block)
                continue;

            foreach (var after in block.Operations.SkipWhile(o => o != child).Skip(1))
                yield return after;
        }
    }

    public static bool Leaves(IOperation branch) =>
        (branch is IBlockOperation block ? block.Operations.LastOrDefault() : branch) is IReturnOperation or IBranchOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };
}
