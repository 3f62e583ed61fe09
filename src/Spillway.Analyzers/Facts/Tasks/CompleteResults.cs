using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Methods in source that only look asynchronous: the task they return is complete.</summary>
internal sealed class CompleteResults
{
    private const int Deepest = 4;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public CompleteResults(ConcurrencyModel model) => _model = model;

    /// <summary>Is what <paramref name="method"/> returns complete whenever it returns?</summary>
    public bool Of(IMethodSymbol method) => Of(method.OriginalDefinition, 0);

    private bool Of(IMethodSymbol method, int depth)
    {
        if (depth > Deepest || !method.ReturnType.IsTaskLike())
            return false;
        if (_known.TryGetValue(method, out var known))
            return known;

        var answer = Read(method, depth);
        return depth == 0 ? _known.GetOrAdd(method, answer) : answer;
    }

    private bool Read(IMethodSymbol method, int depth)
    {
        if (BodyOf(method) is not { } body)
            return false;

        var awaits = new List<IOperation>();
        var results = new List<IOperation?>();
        foreach (var operation in body.OwnOperations())
        {
            switch (operation)
            {
                case IAwaitOperation { Operation: var awaited }:
                    awaits.Add(awaited);
                    break;
                case IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true } or IInvalidOperation:
                    return false;
                case IReturnOperation { Kind: OperationKind.Return } result:
                    results.Add(result.ReturnedValue);
                    break;
            }
        }

        return method.IsAsync ? awaits.All(awaited => IsComplete(awaited, depth)) : results.Count > 0 && results.All(result => IsComplete(result, depth));
    }

    private bool IsComplete(IOperation? expression, int depth)
    {
        switch (expression?.Unwrapped())
        {
            case IPropertyReferenceOperation { Property: var property }:
                return TaskApis.Of(property) == TaskApi.Complete;

            case IObjectCreationOperation { Type: { Name: "ValueTask" } type, Arguments: { Length: 1 } arguments } when type.IsTaskLike():
                return arguments[0].Value.Type.IsTaskLike() ? IsComplete(arguments[0].Value, depth) : arguments[0].Value.Type?.TypeKind != TypeKind.Interface;

            case IDefaultValueOperation { Type: { Name: "ValueTask" } }:
                return true;

            case IConditionalOperation { WhenTrue: var whenTrue, WhenFalse: { } whenFalse }:
                return IsComplete(whenTrue, depth) && IsComplete(whenFalse, depth);

            case IInvocationOperation call:
                switch (TaskApis.Of(call.TargetMethod))
                {
                    case TaskApi.Complete:
                        return true;
                    case TaskApi.View:
                        return IsComplete(TaskApis.ReceiverOf(call), depth);
                    case TaskApi.None:
                        var targets = _model.Implementations.TargetsOf(call.TargetMethod);
                        return !targets.IsEmpty && targets.All(target => Of(target, depth + 1));
                    default:
                        return false;
                }

            default:
                return false;
        }
    }

    private IOperation? BodyOf(IMethodSymbol method)
    {
        var declared = method.PartialImplementationPart ?? method;
        foreach (var reference in declared.DeclaringSyntaxReferences)
        {
            if (!_model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            var semantics = _model.Semantics(reference.SyntaxTree);
            switch (reference.GetSyntax())
            {
                case BaseMethodDeclarationSyntax { Body: { } block }:
                    return semantics.GetOperation(block);
                case BaseMethodDeclarationSyntax { ExpressionBody: { } arrow }:
                    return semantics.GetOperation(arrow);
                case LocalFunctionStatementSyntax { Body: { } block }:
                    return semantics.GetOperation(block);
                case LocalFunctionStatementSyntax { ExpressionBody: { } arrow }:
                    return semantics.GetOperation(arrow);
            }
        }

        return null;
    }
}
