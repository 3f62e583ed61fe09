using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>
/// A <c>while</c> loop that goes through what is at hand: a counter through a list, a queue that is only emptied, the lines of a file or of what somebody
/// handed over, the rows of an answer. What arrives while the loop runs, such as the lines of a connection or a console, is none of them.
/// </summary>
internal static class WhileIteration
{
    public static Iteration? Of(ILoopOperation loop, MethodFacts method)
    {
        if (loop is not IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: { } condition })
            return null;
        if (Counted(loop, method) is { } counted)
            return counted;

        // Who may call the loop off changes nothing in what it goes through.
        var terms = condition.Terms(BinaryOperatorKind.ConditionalAnd).Where(term => !term.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" })).ToList();
        return terms.Count == 1 ? Emptied(loop, terms[0].Unwrapped(), method) ?? Lines(loop, terms[0].Unwrapped(), method) ?? Rows(loop, terms[0].Unwrapped(), method) : null;
    }

    private static Iteration? Counted(ILoopOperation loop, MethodFacts method)
    {
        if (WhileItems.Of(loop, method) is not { } items || Iteration.IsFew(Origin.OfItems(items.Source, method.Model)))
            return null;

        // The queue itself is no item of it.
        var variables = items.IsCounted ? items.Variables : items.Variables.RemoveAt(0);
        return variables.IsEmpty ? null : Made(loop, variables[0]);
    }

    /// <summary>A queue that the caller has filled, of which nothing but the next element is taken; one that many may fill at a time is another thing.</summary>
    private static Iteration? Emptied(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        if (condition.OwnOperations().OfType<IParameterReferenceOperation>().FirstOrDefault(use => WhileItems.IsQueue(use.Parameter.Type)) is not { Parameter: var queue })
            return null;

        IOperation? take = null;
        ISymbol? item = null;
        if (condition is IInvocationOperation { TargetMethod.Name: "TryDequeue", Arguments: { Length: 1 } arguments } && arguments[0].Value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var declared } })
        {
            item = declared;
        }
        else if (DrainLoop.IsEmptinessTest(condition, queue))
        {
            take = loop.Body.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => call is { TargetMethod.Name: "Dequeue", Instance: { } from } && Is(from, queue));
            item = take is not null && EachTurn.AlwaysHas(take, loop) && take.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } ? local : null;
        }

        var isOnlyEmptied = method.Bodies.SelectMany(body => body.Descendants()).Where(use => Is(use, queue))
            .All(use => condition.Syntax.Span.Contains(use.Syntax.Span) || ReferenceEquals(use.Parent, take) || use.Syntax.Span.End < loop.Syntax.SpanStart);
        return item is not null && isOnlyEmptied ? Made(loop, item) : null;
    }

    /// <summary><c>while ((line = reader.ReadLine()) != null)</c>, <c>while (await reader.ReadLineAsync() is { } line)</c>, <c>while (!reader.EndOfStream)</c></summary>
    private static Iteration? Lines(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        IOperation? read = null;
        ISymbol? line = null;
        IInvocationOperation? take = null;
        switch (condition)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, LeftOperand: var left, RightOperand: var nothing } when nothing.IsNull() && left.Unwrapped() is ISimpleAssignmentOperation set:
                (read, line) = (set.Value, set.Target.Variable());
                break;

            case IIsPatternOperation { Value: var value, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } } when value.Unwrapped() is ISimpleAssignmentOperation set:
                (read, line) = (set.Value, set.Target.Variable());
                break;

            case IIsPatternOperation { Value: var value, Pattern: IDeclarationPatternOperation { DeclaredSymbol: var declared } }:
                (read, line) = (value, declared);
                break;

            case IIsPatternOperation { Value: var value, Pattern: IRecursivePatternOperation { DeclaredSymbol: var declared, PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } }:
                (read, line) = (value, declared);
                break;

            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var ended } when ended.Unwrapped() is IPropertyReferenceOperation { Property.Name: "EndOfStream", Instance: { } reader }:
                take = loop.Body.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => IsLine(call, method.Model) && NamedItems.AreSame(call.Instance, reader));
                read = take;
                line = take is not null && EachTurn.AlwaysHas(take, loop) ? DeclaredFor(take) : null;
                break;
        }

        return line is ILocalSymbol && read is not null && CallIn(read) is { } call && IsLine(call, method.Model) && IsAtHand(call, loop, method)
            ? Made(loop, line) with { Take = take }
            : null;
    }

    /// <summary><c>while (await rows.ReadAsync())</c>: an answer of the database has an end that nobody waits for.</summary>
    private static Iteration? Rows(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        const ApiFlags Asks = ApiFlags.Io | ApiFlags.Reads | ApiFlags.Database;
        return CallIn(condition) is { TargetMethod: { Name: "Read" or "ReadAsync" } target, Instance: { } rows } && (method.Model.Apis.Of(target) & Asks) == Asks && Derivation.SymbolOf(rows.Unwrapped()) is { } reader
            ? Made(loop, reader) with { ItemName = "row" }
            : null;
    }

    private static Iteration Made(ILoopOperation loop, ISymbol item) => new(loop.Body, LoopShape.Header(loop), ImmutableArray.Create(item), loop);

    /// <summary>The call behind an await.</summary>
    private static IInvocationOperation? CallIn(IOperation read) =>
        read.Unwrapped() is IAwaitOperation await ? LoopIndependence.AwaitedCall(await) : read.Unwrapped() as IInvocationOperation;

    private static bool IsLine(IInvocationOperation call, ConcurrencyModel model) =>
        call is { Instance: not null, TargetMethod.Name: "ReadLine" or "ReadLineAsync" } && (model.Apis.Of(call.TargetMethod) & (ApiFlags.Io | ApiFlags.Reads | ApiFlags.Pump)) == (ApiFlags.Io | ApiFlags.Reads);

    private static ILocalSymbol? DeclaredFor(IOperation call)
    {
        var value = call.User(static around => around is IAwaitOperation or IArgumentOperation || around.Configures());
        return (value as IVariableInitializerOperation)?.Parent is IVariableDeclaratorOperation { Symbol: var local } ? local : null;
    }

    /// <summary>
    /// The lines of a file or of a text in memory are at hand. So is, as far as anybody would say, what a method is handed to go through to its end; unless
    /// the loop answers, which is what a conversation looks like.
    /// </summary>
    private static bool IsAtHand(IInvocationOperation call, ILoopOperation loop, MethodFacts method) => new Medium(method.Model).Of(call) switch
    {
        BlockKind.Disk or BlockKind.None => true,
        BlockKind.Stream => IsHandedOver(call.Instance!.Unwrapped(), method) && !loop.Body.OwnOperations().OfType<IInvocationOperation>().Any(other => Answers(other, method.Model)),
        _ => false,
    };

    private static bool IsHandedOver(IOperation reader, MethodFacts method)
    {
        if (reader is ILocalReferenceOperation { Local: var local } && method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0]?.Unwrapped() is IObjectCreationOperation { Arguments: { Length: > 0 } arguments })
            reader = arguments[0].Value.Unwrapped();
        return reader is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } };
    }

    private static bool Answers(IInvocationOperation call, ConcurrencyModel model) =>
        model.Apis.Of(call.TargetMethod) is var flags && (flags & ApiFlags.Io) != 0 && (flags & (ApiFlags.Reads | ApiFlags.Database | ApiFlags.Query | ApiFlags.Save)) == 0;

    private static bool Is(IOperation use, IParameterSymbol queue) => use.Unwrapped() is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter, queue);
}
