using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Commands that a session only writes down: <c>batch.StringSetAsync(…)</c> reaches nobody, and its task completes when the batch is sent as one message. What the
/// session declares itself does send; what it inherits from the connection it stands in for is gathered.
/// </summary>
internal static class GatheredCalls
{
    public static bool Has(IInvocationOperation call, ConcurrencyModel model) =>
        call.Instance?.Unwrapped().Type is INamedTypeSymbol receiver
        && (model.Apis.Of(call.TargetMethod) & ApiFlags.Network) != 0
        && (model.Apis.Of(receiver) & ApiFlags.Session) != 0
        && (model.Apis.Of(call.TargetMethod.ContainingType) & ApiFlags.Session) == 0;
}
