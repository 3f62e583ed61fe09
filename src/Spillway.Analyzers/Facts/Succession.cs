using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>May one piece of a function run after another one has?</summary>
internal static class Succession
{
    /// <summary>
    /// True when <paramref name="later"/> may run after <paramref name="earlier"/> in one run of their function, while the variable that
    /// <paramref name="declaration"/> makes (null: one from outside) is still the same.
    /// </summary>
    public static bool CanFollow(IOperation earlier, IOperation later, SyntaxNode? declaration)
    {
        var path = new List<IOperation> { earlier };
        path.AddRange(earlier.OwnAncestors());
        var other = new List<IOperation> { later };
        other.AddRange(later.OwnAncestors());
        var shared = path.FindIndex(other.Contains);
        if (shared < 0)
            return false;

        // A loop around both brings the earlier one back, unless it makes the variable anew in each turn.
        foreach (var around in path.Skip(shared))
        {
            if (around is ILoopOperation loop && !ReferenceEquals(loop, earlier) && !Contains(loop, declaration) && IsInBody(earlier, loop) && IsInBody(later, loop) && !Leaves(path, path.IndexOf(around)))
                return true;
        }

        if (ReferenceEquals(earlier, later) || earlier.Syntax.SpanStart > later.Syntax.SpanStart)
            return false;

        // What is inside of a loop runs after the loop has begun.
        if (shared == 0)
            return earlier is ILoopOperation;

        var there = other.IndexOf(path[shared]);
        return there <= 0 || (!AreAlternatives(path[shared], path[shared - 1], other[there - 1]) && !Leaves(path, shared));
    }

    private static bool Contains(IOperation around, SyntaxNode? declaration) =>
        declaration is not null && around.Syntax.SyntaxTree == declaration.SyntaxTree && around.Syntax.Span.Contains(declaration.Span);

    /// <summary>What a loop goes over is asked for once.</summary>
    private static bool IsInBody(IOperation operation, ILoopOperation loop) =>
        loop is not IForEachLoopOperation each || !each.Collection.Syntax.Span.Contains(operation.Syntax.Span);

    private static bool AreAlternatives(IOperation around, IOperation first, IOperation second) => around switch
    {
        IConditionalOperation choice => !ReferenceEquals(choice.Condition, first) && !ReferenceEquals(choice.Condition, second),
        ISwitchOperation choice => !ReferenceEquals(choice.Value, first) && !ReferenceEquals(choice.Value, second),
        ISwitchExpressionOperation choice => !ReferenceEquals(choice.Value, first) && !ReferenceEquals(choice.Value, second),
        ITryOperation => first is ICatchClauseOperation && second is ICatchClauseOperation,
        _ => false,
    };

    /// <summary>True when what surrounds the start of <paramref name="path"/>, up to its element <paramref name="end"/>, always ends the function. A failure ends it only as far as somebody catches it.</summary>
    private static bool Leaves(List<IOperation> path, int end)
    {
        if (end > 0 && end < path.Count && path[end] is ITryOperation attempt && ReferenceEquals(attempt.Body, path[end - 1]))
            return false;

        for (var i = 0; i < end; i++)
        {
            if (path[i] is IReturnOperation { Kind: OperationKind.Return } or IThrowOperation)
                return true;

            // Inside of a loop the end of a block is the end of a turn.
            if (path[i] is IBlockOperation { Operations: { IsEmpty: false } statements } && statements[statements.Length - 1] is IReturnOperation { Kind: OperationKind.Return } or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }
                && !path.Take(i).Any(inner => inner is ITryOperation))
            {
                return true;
            }
        }

        return false;
    }
}
