using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Time-outs of nothing: a wait with one asks, and does not wait.</summary>
internal static class NoTime
{
    // A time-out may be kept in a field, which a constructor sets from its parameter.
    private const int Farthest = 4;

    public static bool Is(IOperation value, ConcurrencyModel model) => Is(value, model, 0);

    private static bool Is(IOperation value, ConcurrencyModel model, int distance)
    {
        value = value.Unwrapped();
        switch (value)
        {
            case { ConstantValue: { HasValue: true, Value: 0 } }:
            case IFieldReferenceOperation { Field: { Name: "Zero", ContainingType: { Name: "TimeSpan", ContainingNamespace.Name: "System" } } }:
            case IDefaultValueOperation:
                return true;

            case IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "TimeSpan" }, Arguments: { Length: > 0 } arguments }:
                return arguments.All(a => a.Value.ConstantValue is { HasValue: true, Value: 0 or 0L or 0d });

            case IFieldReferenceOperation { Field: { IsReadOnly: true } field } when distance < Farthest:
                return AreAll(model.MemberValues.Of(field), model, distance);

            case ILocalReferenceOperation { Local: var local } when distance < Farthest:
                return AreAll(model.ProvenanceAt(value).ValuesOf(local), model, distance);

            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } when distance < Farthest:
                return AreAll(Creations.ArgumentsFor(parameter, model), model, distance);

            default:
                return false;
        }
    }

    private static bool AreAll(IReadOnlyList<IOperation?>? values, ConcurrencyModel model, int distance) =>
        values is { Count: > 0 } && values.All(value => value is not null && Is(value, model, distance + 1));
}
