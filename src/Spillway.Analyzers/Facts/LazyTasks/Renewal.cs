using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Does a variable get another query between two places that go through it?</summary>
internal static class Renewal
{
    /// <summary>True where each way from <paramref name="first"/> to <paramref name="again"/> gives <paramref name="variable"/> a value that is not made of the one before.</summary>
    public static bool LiesBetween(ILocalSymbol variable, IOperation first, IOperation again, IReadOnlyCollection<IOperation> operations)
    {
        var isInTurn = first.Syntax.Span.End <= again.Syntax.SpanStart;
        return operations.OfType<IExpressionStatementOperation>().Any(statement =>
            statement.Operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target }, Value: var value } && SymbolEqualityComparer.Default.Equals(target, variable)
            && !value.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation { Local: var used } && SymbolEqualityComparer.Default.Equals(used, variable))
            && (isInTurn ? LeadsTo(statement, first, again) : EndsTurnOf(statement, first, again)));
    }

    /// <summary>True for a statement behind the first place that the second one cannot be reached without.</summary>
    private static bool LeadsTo(IOperation statement, IOperation first, IOperation again) =>
        statement.Syntax.SpanStart >= first.Syntax.Span.End && statement.Syntax.Span.End <= again.Syntax.SpanStart
        && statement.Parent is IBlockOperation block && again.OwnAncestors().Any(around => ReferenceEquals(around, block));

    /// <summary>True for a step of the body of a loop around both which each turn comes to, behind the first place or ahead of the second one.</summary>
    private static bool EndsTurnOf(IOperation statement, IOperation first, IOperation again) =>
        (statement.Syntax.SpanStart >= first.Syntax.Span.End || statement.Syntax.Span.End <= again.Syntax.SpanStart)
        && LoopAround(first, again) is { } loop && EachTurn.AlwaysHas(statement, loop);

    private static ILoopOperation? LoopAround(IOperation first, IOperation again) =>
        first.OwnAncestors().Prepend(first).OfType<ILoopOperation>().FirstOrDefault(loop => loop.Body.Syntax.Span.Contains(again.Syntax.Span) && loop.Body.Syntax.Span.Contains(first.Syntax.Span));
}
