using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Is work given to the thread pool, or does it ask for threads of its own?</summary>
internal static class OwnThreads
{
    private const int LongRunning = 2;

    /// <summary>True for a call that asks for a thread, or whose factory or scheduler is not the pool's, as far as is known.</summary>
    public static bool AreAskedFor(IInvocationOperation call, Provenance provenance) => AreAskedFor(call.Arguments) || HasOwnFactory(call, provenance);

    private static bool HasOwnFactory(IInvocationOperation call, Provenance provenance) => call.Instance?.Unwrapped() switch
    {
        null or IPropertyReferenceOperation { Property.ContainingType.Name: "Task" } => false,
        ILocalReferenceOperation { Local: var local } when provenance.ValuesOf(local) is { Count: 1 } values && values[0]?.Unwrapped() is IObjectCreationOperation { Arguments: var made } => AreAskedFor(made),
        IObjectCreationOperation { Arguments: var made } => AreAskedFor(made),
        _ => true,
    };

    private static bool AreAskedFor(ImmutableArray<IArgumentOperation> arguments) => arguments.Any(a => IsLongRunning(a.Value) || IsForeignScheduler(a.Value));

    // Options that are computed may ask for it as well.
    private static bool IsLongRunning(IOperation argument) =>
        argument.Type is { Name: "TaskCreationOptions" } && (argument.ConstantValue is not { HasValue: true, Value: int options } || (options & LongRunning) != 0);

    private static bool IsForeignScheduler(IOperation argument) =>
        argument.Unwrapped() is { Type.Name: "TaskScheduler" } scheduler && scheduler is not IPropertyReferenceOperation { Property.ContainingType.Name: "TaskScheduler" };
}
