using System;
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
    private const int Deepest = 5;

    private readonly ConcurrencyModel _model;
    private readonly Depths<IMethodSymbol, bool> _known;

    public CompleteResults(ConcurrencyModel model)
    {
        _model = model;
        _known = new(Deepest, unknown: false, SymbolEqualityComparer.Default, Read);
    }

    /// <summary>Is what <paramref name="method"/> returns complete whenever it returns?</summary>
    public bool Of(IMethodSymbol method) => method.ReturnType.IsTaskLike() && _known.Of(method.OriginalDefinition);

    private bool Read(IMethodSymbol method, int left, ref int height)
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

        return method.IsAsync ? AreComplete(awaits, left, ref height) : results.Count > 0 && AreComplete(results, left, ref height);
    }

    private bool AreComplete(IEnumerable<IOperation?> expressions, int left, ref int height)
    {
        foreach (var expression in expressions)
        {
            if (!IsComplete(expression, left, ref height))
                return false;
        }

        return true;
    }

    private bool IsComplete(IOperation? expression, int left, ref int height)
    {
        switch (expression?.Unwrapped())
        {
            case IPropertyReferenceOperation { Property: var property }:
                return TaskApis.Of(property) == TaskApi.Complete;

            case IObjectCreationOperation { Type: { Name: "ValueTask" } type, Arguments: { Length: 1 } arguments } when type.IsTaskLike():
                return arguments[0].Value.Type.IsTaskLike() ? IsComplete(arguments[0].Value, left, ref height) : arguments[0].Value.Type?.TypeKind != TypeKind.Interface;

            case IDefaultValueOperation { Type: { Name: "ValueTask" } }:
                return true;

            case IConditionalOperation { WhenTrue: var whenTrue, WhenFalse: { } whenFalse }:
                return IsComplete(whenTrue, left, ref height) && IsComplete(whenFalse, left, ref height);

            case IInvocationOperation call:
                switch (TaskApis.Of(call.TargetMethod))
                {
                    case TaskApi.Complete:
                        return true;
                    case TaskApi.View:
                        return IsComplete(TaskApis.ReceiverOf(call), left, ref height);
                    case TaskApi.None:
                        var targets = _model.Implementations.TargetsOf(call.TargetMethod);
                        foreach (var target in targets)
                        {
                            if (!target.ReturnType.IsTaskLike() || !_known.Of(target.OriginalDefinition, left - 1, ref height))
                                return false;
                        }

                        return !targets.IsEmpty;
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
