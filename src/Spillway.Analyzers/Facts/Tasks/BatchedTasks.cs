using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Tasks of a batch: <c>sending.Add(batch.SendAsync(…))</c> starts nothing, and <c>await batch.SendBatchAsync()</c> completes all of them. What sends is told by its
/// name.
/// </summary>
internal static class BatchedTasks
{
    /// <summary>True when the task waited for in <paramref name="wait"/> was put into a batch that has been awaited since.</summary>
    public static bool AreSent(IOperation task, IOperation wait)
    {
        var root = wait.Root();
        var started = StartedBy(task, root).ToList();
        if (started.Count == 0 || started[0] is not (var batch, _) || !started.All(call => SymbolEqualityComparer.Default.Equals(call?.Receiver, batch)))
            return false;

        var last = started.Max(call => call!.Value.Syntax.SpanStart);
        return root.Descendants().OfType<IAwaitOperation>().Any(sent => sent.Syntax.SpanStart > last && sent.Syntax.SpanStart < wait.Syntax.SpanStart
            && (Sends(Called(sent.Operation), batch) || sent.Operation.Descendants().OfType<IAnonymousFunctionOperation>().Any(given => Returned(given).Any(value => Sends(Called(value), batch)))));
    }

    private static bool Sends((ISymbol Receiver, InvocationExpressionSyntax Syntax)? call, ISymbol batch) =>
        call is (var receiver, { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }) && SymbolEqualityComparer.Default.Equals(receiver, batch)
        && NamingConventions.SendsBatch(name);

    /// <summary>The call behind a task, and the variable that it is made on. Where the library is not in view, the call cannot be bound, and its form has to do.</summary>
    private static (ISymbol Receiver, InvocationExpressionSyntax Syntax)? Called(IOperation? task)
    {
        if (Tasks.Behind(task) is { Syntax: InvocationExpressionSyntax call, Instance: { } instance })
            return instance.Variable() is { } known ? (known, call) : null;
        if (Tasks.Behind(task) is { Syntax: InvocationExpressionSyntax extension, TargetMethod.IsExtensionMethod: true, Arguments: { IsEmpty: false } arguments })
            return arguments[0].Value.Variable() is { } extended ? (extended, extension) : null;

        while (task is IConversionOperation { Operand: var inner })
            task = inner;
        if (task is not { Kind: OperationKind.Invalid or OperationKind.DynamicInvocation })
            return null;

        var unbound = task.Syntax as InvocationExpressionSyntax;
        if (unbound is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax configured } })
            unbound = configured;
        return unbound is { Expression: MemberAccessExpressionSyntax { Expression: var named } } && task.Descendants().FirstOrDefault(o => o.Syntax == named).Variable() is { } receiver ? (receiver, unbound) : null;
    }

    /// <summary>The calls that give the task; null stands for one that cannot be seen.</summary>
    private static IEnumerable<(ISymbol Receiver, InvocationExpressionSyntax Syntax)?> StartedBy(IOperation task, IOperation root)
    {
        switch (task.Unwrapped())
        {
            case IInvocationOperation { TargetMethod: var view, Instance: { } viewed } when TaskApis.Of(view) == TaskApi.View:
                return StartedBy(viewed, root);

            // An element of a list: whatever was added to it.
            case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } lambda }:
                var given = root.Descendants().OfType<IAnonymousFunctionOperation>().FirstOrDefault(l => SymbolEqualityComparer.Default.Equals(l.Symbol, lambda));
                return given is not null && Lambdas.Taker(given) is IInvocationOperation query && (query.Instance ?? query.Arguments.FirstOrDefault()?.Value) is { } source ? AddedTo(source.Variable(), root) : Enumerable.Empty<(ISymbol, InvocationExpressionSyntax)?>();

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
                }).Where(value => value is not null).Select(Called);

            default:
                return Enumerable.Empty<(ISymbol, InvocationExpressionSyntax)?>();
        }
    }

    private static IEnumerable<(ISymbol Receiver, InvocationExpressionSyntax Syntax)?> AddedTo(ISymbol? list, IOperation root) =>
        list is null
            ? Enumerable.Empty<(ISymbol, InvocationExpressionSyntax)?>()
            : root.Descendants().Where(o => o.Kind is OperationKind.Invocation or OperationKind.Invalid).Select(add => AddedBy(add, list)).Where(added => added is not null)
                .Select(added => added!.Unwrapped() is IAwaitOperation ? null : Called(added)).Concat(MadeFor(list, root));

    /// <summary>What a query that is kept in the list calls for each item; what an async lambda does with the answer is over soon after it.</summary>
    private static IEnumerable<(ISymbol Receiver, InvocationExpressionSyntax Syntax)?> MadeFor(ISymbol list, IOperation root)
    {
        foreach (var operation in root.Descendants())
        {
            if (operation is not IVariableDeclaratorOperation { Symbol: var local } declarator || !SymbolEqualityComparer.Default.Equals(local, list))
                continue;

            var query = declarator.GetVariableInitializer()?.Value.Unwrapped() as IInvocationOperation;
            while (query is { TargetMethod.Name: "ToList" or "ToArray" } && TaskApis.ReceiverOf(query)?.Unwrapped() is IInvocationOperation inner)
                query = inner;
            if (query is { TargetMethod.Name: "Select", Arguments: { Length: 2 } arguments })
            {
                foreach (var value in Lambdas.In(arguments[1].Value) is { } lambda ? Returned(lambda) : Enumerable.Empty<IOperation?>())
                    yield return Called(value?.OwnOperations().OfType<IAwaitOperation>().FirstOrDefault()?.Operation ?? value);
            }
        }
    }

    private static IEnumerable<IOperation?> Returned(IAnonymousFunctionOperation lambda) => lambda.Body.OwnOperations().OfType<IReturnOperation>().Select(exit => exit.ReturnedValue);

    /// <summary>What <paramref name="add"/> puts into the list.</summary>
    private static IOperation? AddedBy(IOperation add, ISymbol list) => add switch
    {
        IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push", Arguments.Length: 1, Instance: { } into } call when SymbolEqualityComparer.Default.Equals(into.Variable(), list) => call.Arguments[0].Value,
        IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "Enqueue" or "Push", Expression: var named }, ArgumentList.Arguments: { Count: 1 } arguments } }
            when SymbolEqualityComparer.Default.Equals(add.Descendants().FirstOrDefault(o => o.Syntax == named).Variable(), list) => add.Descendants().FirstOrDefault(o => o.Syntax == arguments[0].Expression),
        _ => null,
    };
}
