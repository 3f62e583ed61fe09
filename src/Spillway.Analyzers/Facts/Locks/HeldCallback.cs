using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Code from outside that runs while a lock is held.</summary>
/// <param name="Call">The call in the body that holds the lock.</param>
/// <param name="Inner">Where the other code is called, there or in a callee.</param>
/// <param name="Lock">The innermost lock.</param>
/// <param name="Path">The calls that lead there, outermost first.</param>
internal sealed record HeldCallback(IOperation Call, Callback Inner, HeldLock Lock, ImmutableArray<Witness> Path)
{
    private const int DeepestPath = 2;

    /// <summary>The whole call, with what it is made on.</summary>
    public SyntaxNode Whole => Call.Parent is IConditionalAccessOperation { Syntax: var access } ? access : Call.Syntax;

    public static ImmutableArray<HeldCallback> FindIn(MethodFacts method)
    {
        var sets = method.LockSets;
        if (sets.Acquisitions.IsEmpty)
            return ImmutableArray<HeldCallback>.Empty;

        var found = ImmutableArray.CreateBuilder<HeldCallback>();
        foreach (var operation in method.Operations.OfType<IInvocationOperation>())
        {
            if (sets.InnermostAt(operation.Syntax) is not { } held || operation.IsLeftOut() || IsContract(operation, held) || KeepsFromDisposal(operation, held, method))
                continue;

            if (Callback.Of(operation, method.Model) is { } direct)
                found.Add(new HeldCallback(operation, direct, held, ImmutableArray<Witness>.Empty));
            else if (Within(operation, method.Model, 0) is var (inner, path))
                found.Add(new HeldCallback(operation, inner, held, path));
        }

        return found.ToImmutable();
    }

    /// <summary>True where to run the caller's function is all that happens under the lock: that is what the method is for.</summary>
    private static bool IsContract(IInvocationOperation call, HeldLock held)
    {
        if (call is not { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: IParameterReferenceOperation or IConditionalAccessInstanceOperation }
            || call.OwnAncestors().OfType<ILockOperation>().FirstOrDefault() is not { Body: var body, LockedValue.Syntax: var locked } || locked != held.Site)
        {
            return false;
        }

        var only = body is IBlockOperation { Operations: { Length: 1 } statements } ? statements[0] : body;
        var run = (only as IExpressionStatementOperation)?.Operation.Unwrapped() ?? (only as IReturnOperation)?.ReturnedValue?.Unwrapped();
        return run == call || run is IConditionalAccessOperation { WhenNotNull: var inner } && inner == call;
    }

    /// <summary>True for a source of cancellation that other sections of the lock dispose: without the lock, <c>Cancel</c> could meet one that is gone.</summary>
    private static bool KeepsFromDisposal(IInvocationOperation call, HeldLock held, MethodFacts method)
    {
        if (call.TargetMethod is not { Name: "Cancel", ContainingType.Name: "CancellationTokenSource" } || FieldOf(call.Instance, method) is not { } field)
            return false;

        foreach (var access in method.Model.Locks.Guards.AccessesOf(field))
        {
            var user = access.Reference.User();
            var isDisposed = user is IInvocationOperation { TargetMethod.Name: "Dispose" }
                || user is IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Dispose" } };
            if (isDisposed && access.Held.Contains(held.Lock) && !method.Bodies[0].Syntax.Span.Contains(access.Reference.Syntax.Span))
                return true;
        }

        return false;
    }

    private static IFieldSymbol? FieldOf(IOperation? source, MethodFacts method)
    {
        source = source?.Unwrapped();
        if (source is IConditionalAccessInstanceOperation)
            source = source.OwnAncestors().OfType<IConditionalAccessOperation>().FirstOrDefault()?.Operation.Unwrapped();
        if (source is ILocalReferenceOperation { Local: var local } && method.Provenance.ValuesOf(local) is { Count: 1 } values)
            source = values[0]?.Unwrapped();
        return (source as IFieldReferenceOperation)?.Field;
    }

    /// <summary>What the lambda calls that <c>list.ForEach(…)</c> runs for each item, there and then.</summary>
    private static (Callback Inner, ImmutableArray<Witness> Path)? ForEach(IInvocationOperation call, ConcurrencyModel model)
    {
        if (call.TargetMethod.Name != "ForEach" || (model.Apis.Of(call.TargetMethod) & (ApiFlags.Invokes | ApiFlags.Offloads | ApiFlags.Io)) != ApiFlags.Invokes)
            return null;

        foreach (var lambda in call.Arguments.Select(argument => Lambdas.In(argument.Value)))
        {
            foreach (var operation in lambda is { Symbol.IsAsync: false } ? lambda.Body.OwnOperations().OfType<IInvocationOperation>() : Enumerable.Empty<IInvocationOperation>())
            {
                if (!operation.IsLeftOut() && Callback.Of(operation, model) is { } direct)
                    return (direct, ImmutableArray.Create(Witness.At(operation, $"'{direct.Name}' {direct.What}")));
            }
        }

        return null;
    }

    private static (Callback Inner, ImmutableArray<Witness> Path)? Within(IInvocationOperation call, ConcurrencyModel model, int depth)
    {
        if (ForEach(call, model) is { } each)
            return each;

        // What another implementation does is another matter; what an asynchronous callee does may come later.
        var targets = model.Implementations.TargetsOf(call.TargetMethod);
        if (depth >= DeepestPath || targets.Length != 1 || targets[0].IsAsync || call.TargetMethod.IsOpenFrameworkMember())
            return null;

        foreach (var body in model.Summaries.BodiesOf(targets[0]))
        {
            foreach (var operation in body.OwnOperations().OfType<IInvocationOperation>())
            {
                // A callee that calls out under a lock of its own is told so itself.
                if (operation.IsLeftOut() || model.Locks.Of(FlowGraphs.FunctionOf(body).Syntax).InnermostAt(operation.Syntax) is not null)
                    continue;

                if (Callback.Of(operation, model) is { } direct && !direct.IsOfParameter)
                    return (direct, ImmutableArray.Create(Witness.At(operation, $"'{direct.Name}' {direct.What}")));
                if (Within(operation, model, depth + 1) is var (inner, path))
                    return (inner, path.Insert(0, Witness.At(operation, $"'{CallSite.NameOf(operation)}' is called here")));
            }
        }

        return null;
    }
}
