using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Tasks of a batch: <c>sending.Add(batch.SendAsync(…))</c> starts nothing, and <c>await batch.SendBatchAsync()</c> completes all of them. What sends is told by its name, which
/// keeps us silent and never makes us speak.
/// </summary>
internal static class BatchedTasks
{
    private static readonly string[] Sending = { "Batch", "Execute", "Flush", "Commit", "Submit" };

    /// <summary>True when the task waited for in <paramref name="wait"/> was put into a batch that has been awaited since.</summary>
    public static bool AreSent(IOperation task, IOperation wait)
    {
        var root = wait;
        while (root.Parent is { } parent)
            root = parent;

        var started = StartedBy(task, root).ToList();
        if (started.Count == 0 || started[0]?.Instance is not { } first || first.Variable() is not { } batch || !started.All(call => SymbolEqualityComparer.Default.Equals((call?.Instance).Variable(), batch)))
            return false;

        var last = started.Max(call => call!.Syntax.SpanStart);
        return root.Descendants().OfType<IAwaitOperation>().Any(sent => sent.Syntax.SpanStart > last && sent.Syntax.SpanStart < wait.Syntax.SpanStart
            && Tasks.Behind(sent.Operation) is { TargetMethod.Name: var name, Instance: { } receiver } && SymbolEqualityComparer.Default.Equals(receiver.Variable(), batch)
            && Array.Exists(Sending, word => name.IndexOf(word, StringComparison.Ordinal) >= 0));
    }

    /// <summary>The calls that give the task; null stands for one that cannot be seen.</summary>
    private static IEnumerable<IInvocationOperation?> StartedBy(IOperation task, IOperation root)
    {
        switch (task.Unwrapped())
        {
            // An element of a list: whatever was added to it.
            case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } lambda }:
                var given = root.Descendants().OfType<IAnonymousFunctionOperation>().FirstOrDefault(l => SymbolEqualityComparer.Default.Equals(l.Symbol, lambda));
                IOperation? user = given?.Parent;
                while (user is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
                    user = user.Parent;
                return user is IInvocationOperation query && (query.Instance ?? query.Arguments.FirstOrDefault()?.Value) is { } source ? AddedTo(source.Variable(), root) : Enumerable.Empty<IInvocationOperation?>();

            case ILocalReferenceOperation { Local: { IsForEach: true } item }:
                var loop = root.Descendants().OfType<IForEachLoopOperation>().FirstOrDefault(l => l.Locals.Contains(item, SymbolEqualityComparer.Default));
                return AddedTo((loop?.Collection).Variable(), root);

            case IArrayElementReferenceOperation { ArrayReference: var array }:
                return AddedTo(array.Variable(), root);

            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list }:
                return AddedTo(list.Variable(), root);

            case ILocalReferenceOperation { Local: var local }:
                return root.Descendants().Select(o => o switch
                {
                    IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) => declarator.GetVariableInitializer()?.Value,
                    ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var set }, Value: var value } when SymbolEqualityComparer.Default.Equals(set, local) => value,
                    _ => null,
                }).Where(value => value is not null).Select(Tasks.Behind);

            default:
                return Enumerable.Empty<IInvocationOperation?>();
        }
    }

    private static IEnumerable<IInvocationOperation?> AddedTo(ISymbol? list, IOperation root) =>
        list is null
            ? Enumerable.Empty<IInvocationOperation?>()
            : root.Descendants().OfType<IInvocationOperation>()
                .Where(add => add is { TargetMethod.Name: "Add" or "Enqueue" or "Push", Arguments.Length: 1, Instance: { } into } && SymbolEqualityComparer.Default.Equals(into.Variable(), list))
                .Select(add => add.Arguments[0].Value.Unwrapped() is IAwaitOperation ? null : Tasks.Behind(add.Arguments[0].Value));
}
