using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Rows that a turn stores itself. Whoever asks for all of them before the loop finds none.</summary>
internal static class OwnRows
{
    /// <summary>True where <paramref name="call"/> asks by what the turn has made and given away to be stored.</summary>
    public static bool AreAskedFor(RepeatedCall call, MethodFacts method)
    {
        foreach (var part in call.Operation.DescendantsAndSelf())
        {
            if (part is IMemberReferenceOperation { Instance: { } holder } && holder.Unwrapped() is ILocalReferenceOperation { Local: var made } && call.Iteration.Declares(made)
                && method.Provenance.ValuesOf(made) is { Count: > 0 } values && values.All(value => value?.Unwrapped() is IObjectCreationOperation)
                && call.Iteration.Turn.OwnOperations().Any(given => given.Syntax.Span.End <= call.Operation.Syntax.SpanStart && Stores(given, made, method.Model)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for an argument of a call that may store it: one that is waited for, or of a context.</summary>
    private static bool Stores(IOperation given, ILocalSymbol made, ConcurrencyModel model) =>
        given is IArgumentOperation { Parent: IInvocationOperation call, Value: var value }
        && value.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, made)
        && (call.Type.IsTaskLike() || call.Instance?.Unwrapped().Type is INamedTypeSymbol receiver && (model.Apis.Of(receiver) & (ApiFlags.Table | ApiFlags.Session)) != 0)
        && (model.Apis.Of(call.TargetMethod) & (ApiFlags.Pure | ApiFlags.Reads)) == 0;
}
