using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A <c>while</c> loop over the lines of a text that is at hand: a file, a text in memory, or what a method is handed to go through to its end. Lines that come over a
/// connection, from a terminal or from another process arrive when they arrive.
/// </summary>
/// <param name="Read">The call that gives the next line.</param>
/// <param name="Line">The variable of the line.</param>
/// <param name="Take">The call again, where it stands in the body.</param>
internal sealed record LinesAtHand(IInvocationOperation Read, ILocalSymbol Line, IInvocationOperation? Take)
{
    // Who hands on what he was handed himself is asked so often.
    private const int FarthestCaller = 3;

    /// <summary><c>while ((line = reader.ReadLine()) != null)</c>, <c>while (await reader.ReadLineAsync() is { } line)</c>, <c>while (!reader.EndOfStream)</c></summary>
    public static LinesAtHand? Of(ILoopOperation loop, IOperation condition, MethodFacts method)
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

        return line is ILocalSymbol local && read is not null && CallIn(read) is { } next && IsLine(next, method.Model) && IsAtHand(next, loop, method) ? new LinesAtHand(next, local, take) : null;
    }

    /// <summary>The call behind an await.</summary>
    public static IInvocationOperation? CallIn(IOperation read) =>
        read.Unwrapped() is IAwaitOperation await ? LoopIndependence.AwaitedCall(await) : read.Unwrapped() as IInvocationOperation;

    private static bool IsLine(IInvocationOperation call, ConcurrencyModel model) =>
        call is { Instance: { } reader, TargetMethod.Name: "ReadLine" or "ReadLineAsync" }
        && ((model.Apis.Of(call.TargetMethod) & (ApiFlags.Io | ApiFlags.Reads | ApiFlags.Pump)) == (ApiFlags.Io | ApiFlags.Reads) || new Medium(model).IsMemory(reader));

    private static ILocalSymbol? DeclaredFor(IOperation call)
    {
        var value = call.User(static around => around is IAwaitOperation or IArgumentOperation || around.Configures());
        return (value as IVariableInitializerOperation)?.Parent is IVariableDeclaratorOperation { Symbol: var local } ? local : null;
    }

    /// <summary>
    /// The lines of a file or of a text in memory are at hand. So is, as far as anybody would say, what a method is handed to go through to its end; unless
    /// the loop answers, which is what a conversation looks like, or a caller in view hands it a connection.
    /// </summary>
    private static bool IsAtHand(IInvocationOperation call, ILoopOperation loop, MethodFacts method) => new Medium(method.Model).Of(call) switch
    {
        BlockKind.Disk or BlockKind.None => true,
        BlockKind.Stream => HandedOver(call.Instance!.Unwrapped(), method) is { } parameter && !loop.Body.OwnOperations().OfType<IInvocationOperation>().Any(other => Answers(other, method.Model)) && !IsLive(parameter, method.Model, 0),
        _ => false,
    };

    private static IParameterSymbol? HandedOver(IOperation reader, MethodFacts method)
    {
        if (reader is ILocalReferenceOperation { Local: var local } && method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0]?.Unwrapped() is IObjectCreationOperation { Arguments: { Length: > 0 } arguments })
            reader = arguments[0].Value.Unwrapped();
        return reader is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } } parameter } ? parameter : null;
    }

    /// <summary>True where one of those who call hands over what arrives from somewhere.</summary>
    private static bool IsLive(IParameterSymbol parameter, ConcurrencyModel model, int distance)
    {
        foreach (var value in (distance < FarthestCaller ? GivenValues.For(parameter, model) : null) ?? System.Array.Empty<IOperation>())
        {
            var kind = new Medium(model).Behind(value);
            if (kind is BlockKind.Network or BlockKind.Terminal or BlockKind.Process)
                return true;
            if (kind == BlockKind.Stream && FromParameter(value, model) is { } handed && IsLive(handed, model, distance + 1))
                return true;
        }

        return false;
    }

    private static IParameterSymbol? FromParameter(IOperation value, ConcurrencyModel model)
    {
        for (var i = 0; i < FarthestCaller; i++)
        {
            switch (value.Unwrapped())
            {
                case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } } parameter }:
                    return parameter;
                case IObjectCreationOperation { Arguments: { Length: > 0 } arguments }:
                    value = arguments[0].Value;
                    break;
                case ILocalReferenceOperation { Local: var local } reference when model.ProvenanceAt(reference).ValuesOf(local) is { Count: 1 } values && values[0] is { } only:
                    value = only;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool Answers(IInvocationOperation call, ConcurrencyModel model) =>
        model.Apis.Of(call.TargetMethod) is var flags && (flags & ApiFlags.Io) != 0 && (flags & (ApiFlags.Reads | ApiFlags.Database | ApiFlags.Query | ApiFlags.Save)) == 0;
}
