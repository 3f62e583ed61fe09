using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Tokens that are cancelled when their time is up, whatever anybody does: who asks one in a loop waits for that time, not for ever.</summary>
internal static class TimedTokens
{
    // A token that comes from a variable that comes from a source.
    private const int MostSteps = 3;

    /// <summary>True for a token, or its source, that is given a time wherever it is made.</summary>
    public static bool Is(IOperation token, ConcurrencyModel model) => Is(token, model, MostSteps);

    private static bool Is(IOperation? token, ConcurrencyModel model, int steps)
    {
        token = token?.Unwrapped();
        return token switch
        {
            _ when steps < 0 => false,
            IObjectCreationOperation { Type: { Name: "CancellationTokenSource", ContainingNamespace.Name: "Threading" }, Arguments.Length: > 0 } => true,
            IPropertyReferenceOperation { Property: { Name: "Token", ContainingType.Name: "CancellationTokenSource" }, Instance: var source } => Is(source, model, steps - 1),
            ILocalReferenceOperation { Local: var local } => AreAll(model.ProvenanceAt(token).ValuesOf(local)) || IsTimedNear(token, local),
            IFieldReferenceOperation { Field: var field } => model.MemberValues.Of(field) is { } values && AreAll(values) || IsTimedNear(token, field),
            _ => false,
        };

        bool AreAll(IEnumerable<IOperation?> values)
        {
            var made = values.Where(value => value is not null && !FirstUse.IsUnsetValue(value)).ToList();
            return made.Count > 0 && made.All(value => Is(value, model, steps - 1));
        }
    }

    /// <summary><c>source.CancelAfter(time)</c> in the same function, or one around it.</summary>
    private static bool IsTimedNear(IOperation token, ISymbol source) =>
        token.Type is { Name: "CancellationTokenSource" } && OutermostOf(token).DescendantsAndSelf().Any(o =>
            o is IInvocationOperation { TargetMethod: { Name: "CancelAfter", ContainingType.Name: "CancellationTokenSource" }, Instance: { } timed } && SymbolEqualityComparer.Default.Equals(timed.Unwrapped().Variable(), source));

    private static IOperation OutermostOf(IOperation function)
    {
        while (function.Parent is { } around)
            function = around;
        return function;
    }
}
