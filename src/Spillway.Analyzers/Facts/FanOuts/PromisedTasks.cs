using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Tasks of a <c>TaskCompletionSource</c> that is given to a call: the call's own task is dropped, and the promise is kept in its place. Who waits for the promise waits for the call.
/// </summary>
internal static class PromisedTasks
{
    /// <summary>The call that keeps the promise of which <paramref name="task"/> is the task; null for other tasks.</summary>
    public static IInvocationOperation? StarterOf(IOperation task, IReadOnlyList<IOperation> operations) =>
        SourceOf(task) is { } source ? operations.OfType<IInvocationOperation>().FirstOrDefault(call => call.Type.IsTaskLike() && IsGiven(call, source)) : null;

    /// <summary>True for a call whose outcome is told through a promise of which somebody keeps the task.</summary>
    public static bool AreKeptBy(IInvocationOperation call, MethodFacts method) =>
        method.Operations.Any(o => o is IPropertyReferenceOperation && SourceOf(o) is { } source && IsGiven(call, source));

    private static ILocalSymbol? SourceOf(IOperation task) =>
        task.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Task", Instance: ILocalReferenceOperation { Local: { Type: { Name: "TaskCompletionSource", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } } } source } } ? source : null;

    private static bool IsGiven(IInvocationOperation call, ILocalSymbol source) =>
        call.Arguments.Any(argument => argument.Value.Unwrapped() is ILocalReferenceOperation { Local: var given } && SymbolEqualityComparer.Default.Equals(given, source));
}
