using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Which operations fail in the normal life of a program: what reaches the outside, awaits, throws by itself, or calls code that
/// does. A null reference or a key that is there twice is a bug, and counts only where the code says that it expects it.
/// </summary>
internal sealed class Failures
{
    private const int DeepestCall = 4;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<(IMethodSymbol, int), bool> _known = new();

    public Failures(ConcurrencyModel model) => _model = model;

    public bool AreLikely(IOperation operation) => AreLikely(operation, 0);

    private bool AreLikely(IOperation operation, int depth)
    {
        switch (operation)
        {
            case IThrowOperation:
                return true;

            case IAwaitOperation { Operation: var awaited }:
                return !IsSureToSucceed(awaited.Unwrapped());

            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke } }:
                return true;

            case IInvocationOperation { TargetMethod: var method }:
                return OfCall(method, depth);

            case IObjectCreationOperation { Constructor: { } constructor }:
                return OfCall(constructor, depth);

            case IPropertyReferenceOperation { Property: { DeclaringSyntaxReferences.IsEmpty: false } property } when !property.IsAutoProperty() && CallSite.TargetOf(operation) is { } accessor:
                return OfCall(accessor, depth);

            default:
                return false;
        }
    }

    private bool OfCall(IMethodSymbol method, int depth)
    {
        if (_model.Apis.Logs(method) || method.ContainingType is { Name: "Console" or "Debug" or "Trace" or "Interlocked" or "Volatile" })
            return false;

        var targets = _model.Implementations.TargetsOf(method);
        if (!targets.IsEmpty)
            return depth < DeepestCall && targets.Any(target => !target.IsAsync && OfBody(target, depth + 1));

        var flags = _model.Apis.Of(method);
        if (NamingConventions.Complains(method.Name))
            return true;
        if ((flags & (ApiFlags.Io | ApiFlags.Network | ApiFlags.Database | ApiFlags.Queue | ApiFlags.Process)) != 0)
            return !method.ReturnType.IsTaskLike();
        if (method.DeclaringSyntaxReferences.IsEmpty && (flags != ApiFlags.None || method.ContainingAssembly.IsFramework()))
            return false;

        // A library's code, or an interface that somebody else implements.
        return !method.IsImplicitlyDeclared && method.MethodKind is not (MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.Constructor);
    }

    private bool OfBody(IMethodSymbol method, int depth)
    {
        method = method.OriginalDefinition;
        if (_known.TryGetValue((method, depth), out var known))
            return known;

        // A recursion ends with the depth.
        var fails = false;
        foreach (var body in _model.Summaries.BodiesOf(method))
            fails |= Any(body, depth);
        return _known.GetOrAdd((method, depth), fails);
    }

    private bool Any(IOperation body, int depth)
    {
        foreach (var operation in body.OwnOperations())
        {
            // An iterator runs when it is enumerated.
            if (operation is IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak })
                return false;
            if (AreLikely(operation, depth) && !IsCaught(operation))
                return true;
        }

        return false;
    }

    private static bool IsCaught(IOperation operation)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (around is ITryOperation attempt && ReferenceEquals(attempt.Body, child)
                && attempt.Catches.Any(c => c.Filter is null && c.ExceptionType is null or { Name: "Exception" or "Object", ContainingNamespace.Name: "System" }))
            {
                return true;
            }

            child = around;
        }

        return false;
    }

    private static bool IsSureToSucceed(IOperation awaited) => awaited switch
    {
        IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" }, Instance: { } inner } => IsSureToSucceed(inner.Unwrapped()),
        IInvocationOperation { TargetMethod: { Name: "Delay" or "Yield", ContainingType.Name: "Task" } method } call => call.Arguments.All(a => a.Parameter?.Type.Name != "CancellationToken"),
        IPropertyReferenceOperation { Property: { Name: "CompletedTask" } } => true,
        _ => false,
    };
}
