using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Which parts of an operation are evaluated when the whole is, and how often.</summary>
internal static class Evaluation
{
    /// <summary>True for a part that is evaluated exactly once: what decides always is, what is decided on is not.</summary>
    public static bool EvaluatesOnce(this IOperation whole, IOperation part) => whole switch
    {
        IConditionalOperation choice => ReferenceEquals(choice.Condition, part),
        ICoalesceOperation choice => ReferenceEquals(choice.Value, part),
        ICoalesceAssignmentOperation choice => ReferenceEquals(choice.Target, part),
        IConditionalAccessOperation access => ReferenceEquals(access.Operation, part),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => ReferenceEquals(both.LeftOperand, part),
        ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation => false,
        ILoopOperation loop => !loop.Repeats(part),
        _ => true,
    };

    /// <summary>True for a part of a loop that its turns repeat: what it goes over, and what it starts with, is evaluated once.</summary>
    public static bool Repeats(this ILoopOperation loop, IOperation part) => loop switch
    {
        IForEachLoopOperation each => !ReferenceEquals(each.Collection, part),
        IForLoopOperation counted => !counted.Before.Any(before => ReferenceEquals(before, part)),
        _ => true,
    };
}
