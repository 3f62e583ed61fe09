using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Does code wait in a loop that ends only with the program, or when somebody cancels?</summary>
internal sealed class EndlessWaits
{
    // From the delegate through a method that it calls to the loop.
    private const int DeepestLoop = 2;

    private readonly ConcurrencyModel _model;

    public EndlessWaits(ConcurrencyModel model) => _model = model;

    public Burden? Of(IOperation function)
    {
        var bodies = function.Unwrapped() switch
        {
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body: { } body } } => ImmutableArray.Create<IOperation>(body),
            IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } => BodiesOf(method),
            _ => ImmutableArray<IOperation>.Empty,
        };
        return bodies.Select(body => Of(body, 0)).FirstOrDefault(found => found is not null);
    }

    private Burden? Of(IOperation body, int depth)
    {
        foreach (var operation in body.OwnOperations())
        {
            if (operation is ILoopOperation loop && WaitIn(loop) is { } wait)
                return wait with { Path = wait.Path.Insert(0, new Witness(HeaderOf(loop), "this loop does not end")) };

            if (depth < DeepestLoop && operation is IInvocationOperation call
                && BodiesOf(call.TargetMethod).Select(inner => Of(inner, depth + 1)).FirstOrDefault(found => found is not null) is { } further)
            {
                return further.CalledBy(call, CallSite.NameOf(call));
            }
        }

        return null;
    }

    private ImmutableArray<IOperation> BodiesOf(IMethodSymbol method) =>
        !method.IsAsync && _model.Implementations.TargetsOf(method) is { Length: 1 } targets && !targets[0].IsAsync
            ? _model.Summaries.BodiesOf(targets[0])
            : ImmutableArray<IOperation>.Empty;

    private Burden? WaitIn(ILoopOperation loop)
    {
        switch (loop)
        {
            // The items that others hand over: ends when nobody adds any more.
            case IForEachLoopOperation { IsAsynchronous: false, Collection: var collection } when collection.Unwrapped() is IInvocationOperation source
                && (_model.Apis.Of(source.TargetMethod) & (ApiFlags.Pump | ApiFlags.Blocks)) == (ApiFlags.Pump | ApiFlags.Blocks):
                return _model.Cost.Of(source).Blocking;

            case IWhileLoopOperation { Condition: { } condition } when !EndsOnlyFromOutside(condition) || EndsInTime(condition):
            case IForLoopOperation { Condition: { } counted } when !EndsOnlyFromOutside(counted) || EndsInTime(counted):
            case IForEachLoopOperation or IForToLoopOperation:
                return null;
        }

        return LeavesByItself(loop) || WaitsForCondition(loop)
            ? null
            : CallSite.OperationsThatCall(loop).Select(site => _model.Cost.Of(site).Blocking).FirstOrDefault(IsReal);
    }

    /// <summary>True for a loop that does nothing but let time pass until something is so: that is a wait, and it ends when it is so. A token only says stop.</summary>
    private bool WaitsForCondition(ILoopOperation loop) =>
        loop is IWhileLoopOperation { Condition: { ConstantValue.HasValue: false } condition, Body: var body }
        && !condition.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" })
        && (body is IBlockOperation { Operations: var statements } ? statements : ImmutableArray.Create(body)).All(LetsTimePass);

    private bool LetsTimePass(IOperation statement) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation call }
        && (_model.Cost.Of(call).Blocking is { Kind: BlockKind.Sleep } || (call.Instance?.Unwrapped() is IInvocationOperation delayed && (_model.Apis.Of(delayed.TargetMethod) & ApiFlags.Delay) != 0));

    // What reads a file in a loop that ends only from outside is a poll, but the disk is not what holds the thread.
    private static bool IsReal(Burden? wait) => wait is { Kind: not (BlockKind.Disk or BlockKind.Stream) };

    /// <summary>A condition that is always true, or that looks at a token, a flag of the object, or a queue's end.</summary>
    private static bool EndsOnlyFromOutside(IOperation condition)
    {
        condition = condition.Unwrapped();
        switch (condition)
        {
            case { ConstantValue: { HasValue: true, Value: true } }:
                return true;

            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return EndsOnlyFromOutside(operand);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd }:
                return condition.Terms(BinaryOperatorKind.ConditionalAnd).All(EndsOnlyFromOutside);

            case IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" or "IsCompleted" or "IsAddingCompleted" or "IsBackground" or "IsAlive" or "IsListening" }:
            case IFieldReferenceOperation { Field.Type.SpecialType: SpecialType.System_Boolean }:
            case IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_Boolean, IsIndexer: false }, Instance: null or IInstanceReferenceOperation }:
                return true;

            default:
                return false;
        }
    }

    /// <summary>True where one of the questions is after a token that is given a time: the loop lasts as long as that.</summary>
    private bool EndsInTime(IOperation condition) => condition.Terms(BinaryOperatorKind.ConditionalAnd).Any(term =>
        term.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested", Instance: { } token } && TimedTokens.Is(token, _model)));

    /// <summary>True for a loop that is left by what it finds out itself.</summary>
    private static bool LeavesByItself(ILoopOperation loop)
    {
        foreach (var operation in loop.OwnOperations())
        {
            var leaves = operation is IReturnOperation { Kind: OperationKind.Return } || (operation is IBranchOperation branch && Exits.LeavesLoop(branch, loop));
            if (leaves && !operation.OwnAncestors().TakeWhile(a => !ReferenceEquals(a, loop)).Any(IsFromOutside))
                return true;
        }

        return false;
    }

    /// <summary>Where a wait was interrupted, or a token says stop.</summary>
    private static bool IsFromOutside(IOperation around) =>
        around is ICatchClauseOperation || (around is IConditionalOperation { Condition: var condition } && EndsOnlyFromOutside(condition));

    private static Location HeaderOf(ILoopOperation loop) => loop.Syntax.GetFirstToken().GetLocation();
}
