using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Methods in view that start a function which they are given once for each of the items which they are given, all at once: <c>Task.WhenAll(items.Select(start))</c>.</summary>
internal sealed class MappingMethods
{
    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, (int Items, int Work)?> _known = new(SymbolEqualityComparer.Default);

    public MappingMethods(ConcurrencyModel model) => _model = model;

    /// <summary>The items, and what is started for each, that a call gives to such a method; null for any other call.</summary>
    public (IOperation Items, IOperation Work)? Of(IInvocationOperation call)
    {
        // The sequence and the function are among the parameters, or it is none.
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        if (method is not { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, IsAbstract: false, IsVirtual: false, DeclaringSyntaxReferences.Length: 1 } || !method.Parameters.Any(IsStarter)
            || _known.GetOrAdd(method, Find) is not (var items, var work))
        {
            return null;
        }

        return Passed(call, items) is { } source && Passed(call, work) is { } starter ? (source, starter) : null;
    }

    private static IOperation? Passed(IInvocationOperation call, int ordinal) => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value;

    private static bool IsStarter(IParameterSymbol parameter) => parameter.Type is INamedTypeSymbol { DelegateInvokeMethod: { Parameters.Length: > 0, ReturnType: var returned } } && returned.IsTaskLike();

    private (int Items, int Work)? Find(IMethodSymbol method)
    {
        SyntaxNode? body = method.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            MethodDeclarationSyntax declared => (SyntaxNode?)declared.Body ?? declared.ExpressionBody?.Expression,
            LocalFunctionStatementSyntax declared => (SyntaxNode?)declared.Body ?? declared.ExpressionBody?.Expression,
            _ => null,
        };
        if (body is null || !_model.Compilation.ContainsSyntaxTree(body.SyntaxTree) || _model.Semantics(body.SyntaxTree).GetOperation(body) is not { } code)
            return null;

        var operations = code.OwnOperations().ToList();
        foreach (var operation in operations.OfType<IInvocationOperation>())
        {
            var found = operation switch
            {
                { TargetMethod: { Name: "Select", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments: { Length: 2 } given } => OfQuery(operation, given[0].Value, given[1].Value, operations),
                { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation { Local: var kept }, Arguments: { Length: 1 } given } => OfLoop(operation, kept, given[0].Value, operations),
                _ => null,
            };
            if (found is { Items: { ContainingSymbol: var owner } items, Work: var work } && SymbolEqualityComparer.Default.Equals(owner.OriginalDefinition, method) && SymbolEqualityComparer.Default.Equals(work.ContainingSymbol.OriginalDefinition, method))
                return (items.Ordinal, work.Ordinal);
        }

        return null;
    }

    private (IParameterSymbol Items, IParameterSymbol Work)? OfQuery(IInvocationOperation query, IOperation source, IOperation selector, List<IOperation> operations)
    {
        var work = selector.Unwrapped() is IParameterReferenceOperation { Parameter: var passed } ? passed : Lambdas.In(selector) is { } lambda ? InvokedOnly(lambda) : null;
        return work is not null && Whole(source) is { } items && IsJoined(query, operations) ? (items, work) : null;
    }

    private (IParameterSymbol Items, IParameterSymbol Work)? OfLoop(IInvocationOperation add, ILocalSymbol kept, IOperation task, List<IOperation> operations)
    {
        if (Tasks.Behind(task) is not { } start || Invoked(start) is not { } work || add.OwnAncestors().OfType<ILoopOperation>().FirstOrDefault() is not IForEachLoopOperation { IsAsynchronous: false } loop
            || !EachTurn.Has(add, loop) || loop.Body.OwnOperations().Any(o => o is IAwaitOperation or IBranchOperation))
        {
            return null;
        }

        return Whole(loop.Collection) is { } items && operations.OfType<IInvocationOperation>().Any(join => Tasks.IsJoin(join.TargetMethod) && join.OwnOperations().Any(o => SymbolEqualityComparer.Default.Equals(o.Variable(), kept))) ? (items, work) : null;
    }

    /// <summary>The parameter behind operators that leave as many, or all but some.</summary>
    private static IParameterSymbol? Whole(IOperation source)
    {
        source = source.Unwrapped();
        while (source is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "AsEnumerable" or "Where" or "Distinct" or "OrderBy", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments: { Length: > 0 } arguments })
            source = arguments[0].Value.Unwrapped();
        return source is IParameterReferenceOperation { Parameter: var parameter } ? parameter : null;
    }

    /// <summary>The function that is all a lambda calls: one that takes a permit, or waits, first is another matter.</summary>
    private static IParameterSymbol? InvokedOnly(IAnonymousFunctionOperation lambda)
    {
        var calls = lambda.Body.OwnOperations().OfType<IInvocationOperation>().Where(call => call.TargetMethod.Name is not "ConfigureAwait").Take(2).ToList();
        return calls.Count == 1 ? Invoked(calls[0]) : null;
    }

    private static IParameterSymbol? Invoked(IInvocationOperation call) =>
        call is { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: IParameterReferenceOperation { Parameter: var function } } ? function : null;

    /// <summary>True where <c>Task.WhenAll</c> takes the query, or the variable that it was put into.</summary>
    private bool IsJoined(IInvocationOperation query, List<IOperation> operations) => operations.OfType<IInvocationOperation>().Any(join =>
        Tasks.IsJoin(join.TargetMethod) && join.OwnOperations().Any(o => ReferenceEquals(o, query)
            || o is ILocalReferenceOperation { Local: var local } && _model.ProvenanceAt(o).ValuesOf(local) is { Count: 1 } values && values[0]?.OwnOperations().Any(part => part.Syntax == query.Syntax) == true));
}
