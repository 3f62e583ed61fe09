using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a part of a loop body is for.</summary>
internal enum UnitKind
{
    /// <summary>An ordinary statement.</summary>
    Statement,

    /// <summary>It decides whether what follows runs at all in this iteration.</summary>
    Guard,

    /// <summary>It runs after a failure of the iteration.</summary>
    Handler,

    /// <summary>A nested loop that awaits; it is moved as a whole.</summary>
    Nested,
}

/// <summary>
/// One part of a loop body. Blocks, <c>if</c>, <c>try</c>, <c>using</c> and <c>switch</c> around an await are opened up, so that what
/// comes before the await, the await, and what comes after it are parts of their own.
/// </summary>
/// <param name="Operation">The statement or condition.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Fetches">The awaits of the part with everything that decides whether they run; empty for parts that do not await.</param>
internal sealed record BodyUnit(IOperation Operation, UnitKind Kind, ImmutableArray<IOperation> Fetches)
{
    public bool Awaits => !Fetches.IsEmpty;

    /// <summary>The parts of <paramref name="loop"/>'s body in source order; where they are <paramref name="isClosed"/>, nothing but blocks is opened.</summary>
    public static ImmutableArray<BodyUnit> Split(ILoopOperation loop, bool isClosed = false)
    {
        var units = ImmutableArray.CreateBuilder<BodyUnit>();
        if (isClosed)
        {
            foreach (var statement in loop.Body is IBlockOperation block ? block.Operations : ImmutableArray.Create(loop.Body))
            {
                if (HasAwait(statement) && statement is IConditionalOperation { Type: null } or ISwitchOperation or ITryOperation or IUsingOperation or ILoopOperation)
                    units.Add(new BodyUnit(statement, UnitKind.Nested, ImmutableArray.Create(statement)));
                else
                    Open(statement, UnitKind.Statement, loop, units);
            }

            return units.ToImmutable();
        }

        Open(loop.Body, UnitKind.Statement, loop, units);
        return units.ToImmutable();
    }

    private static void Open(IOperation? part, UnitKind kind, ILoopOperation loop, ImmutableArray<BodyUnit>.Builder units)
    {
        switch (part)
        {
            case null:
                break;

            case IBlockOperation block:
                foreach (var statement in block.Operations)
                    Open(statement, kind, loop, units);
                break;

            case ILabeledOperation labeled:
                Open(labeled.Operation, kind, loop, units);
                break;

            // A jump at the end of an opened branch decides no more than the branch's condition did.
            case ILocalFunctionOperation or IEmptyOperation or IBranchOperation:
                break;

            case IConditionalOperation { Type: null } choice when HasAwait(choice.WhenTrue) || HasAwait(choice.WhenFalse) || SkipsAfterWork(choice, loop):
                units.Add(Simple(choice.Condition, kind == UnitKind.Handler ? kind : UnitKind.Guard));
                Open(choice.WhenTrue, kind, loop, units);
                Open(choice.WhenFalse, kind, loop, units);
                break;

            case ISwitchOperation choice when choice.Cases.Any(HasAwait):
                units.Add(Simple(choice.Value, kind == UnitKind.Handler ? kind : UnitKind.Guard));
                foreach (var statement in choice.Cases.SelectMany(c => c.Body))
                    Open(statement, kind, loop, units);
                break;

            case ITryOperation attempt when HasAwait(attempt):
                Open(attempt.Body, kind, loop, units);
                foreach (var handler in attempt.Catches)
                {
                    if (handler.Filter is { } filter)
                        units.Add(Simple(filter, UnitKind.Handler));
                    Open(handler.Handler, UnitKind.Handler, loop, units);
                }

                Open(attempt.Finally, UnitKind.Handler, loop, units);
                break;

            case IUsingOperation scope when HasAwait(scope.Body):
                units.Add(Simple(scope.Resources, kind));
                Open(scope.Body, kind, loop, units);
                break;

            case ILoopOperation nested when HasAwait(nested):
                units.Add(new BodyUnit(nested, UnitKind.Nested, ImmutableArray.Create<IOperation>(nested)));
                break;

            default:
                units.Add(Simple(part, kind == UnitKind.Statement && Skips(part, loop) ? UnitKind.Guard : kind));
                break;
        }
    }

    /// <summary>True for a guard that does something before it skips: counting what is left out is no part of the decision.</summary>
    private static bool SkipsAfterWork(IConditionalOperation choice, ILoopOperation loop)
    {
        var work = choice.WhenTrue is IBlockOperation block ? block.Operations : ImmutableArray.Create(choice.WhenTrue);
        return work.Length > 1 && work[work.Length - 1] is IBranchOperation branch && Exits.LeavesIteration(branch, loop);
    }

    private static BodyUnit Simple(IOperation operation, UnitKind kind) => new(operation, kind, FetchesOf(operation));

    private static bool HasAwait(IOperation? operation) =>
        operation is not null && operation.OwnOperations().Any(o => o is IAwaitOperation);

    /// <summary>The outermost awaits of a statement; one that runs only under a condition comes with the condition.</summary>
    private static ImmutableArray<IOperation> FetchesOf(IOperation statement)
    {
        var fetches = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in statement.OwnOperations())
        {
            if (operation is not IAwaitOperation)
                continue;

            var outermost = operation;
            IOperation? child = null;
            for (var around = operation; around is not null; child = around, around = ReferenceEquals(around, statement) ? null : around.Parent)
            {
                // What decides is always evaluated; what is decided on is not.
                if (around is IConditionalOperation choice && ReferenceEquals(choice.Condition, child))
                    continue;

                if (around is IAwaitOperation or IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation or ISwitchExpressionOperation
                    or ICoalesceAssignmentOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr })
                {
                    outermost = around;
                }
            }

            if (!fetches.Contains(outermost))
                fetches.Add(outermost);
        }

        return fetches.ToImmutable();
    }

    /// <summary>True when the part can skip the rest of the iteration.</summary>
    private static bool Skips(IOperation part, ILoopOperation loop) =>
        part.OwnOperations().Any(o => o is IThrowOperation || (o is IBranchOperation branch && Exits.LeavesIteration(branch, loop)));
}
