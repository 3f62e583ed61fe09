using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Does code by itself compute for so long that an event loop would notice?</summary>
internal sealed class Computing
{
    // Fewer rounds of a key derivation than this are over before anybody notices.
    private const int FewRounds = 2_000;

    private readonly ConcurrencyModel _model;

    public Computing(ConcurrencyModel model) => _model = model;

    /// <summary>What a single call computes.</summary>
    public Burden? OfCall(IOperation operation)
    {
        if (CallSite.TargetOf(operation) is not { } target)
            return null;

        var flags = _model.Apis.Of(target);
        var isHeavy = (flags & ApiFlags.Cpu) != 0 || (flags & (ApiFlags.Blocks | ApiFlags.Offloads)) == (ApiFlags.Blocks | ApiFlags.Offloads);
        return isHeavy && !HasFewRounds(operation)
            ? new Burden(BlockKind.None, CallSite.NameOf(operation), ImmutableArray.Create(Witness.At(operation, "this computes for long")))
            : null;
    }

    /// <summary>What the loops of a body compute.</summary>
    public Burden? OfBody(IOperation body) => null;

    /// <summary>What a method computes by its loops and by calling itself.</summary>
    public Burden? OfMethod(IMethodSymbol method, ImmutableArray<IOperation> bodies) =>
        bodies.Select(OfBody).FirstOrDefault(burden => burden is not null);

    private static bool HasFewRounds(IOperation operation) =>
        operation is IInvocationOperation call
        && call.Arguments.Any(a => a.Parameter is { Name: "iterations" or "iterationCount" } && a.Value.ConstantValue is { HasValue: true, Value: int and < FewRounds });
}
