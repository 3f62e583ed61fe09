using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Reads what a task does that a query or a loop starts.</summary>
internal sealed class StartedWorkReader
{
    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;

    public StartedWorkReader(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
    }

    /// <summary>The work of the delegate behind <paramref name="selector"/>, a lambda or a method that is passed by its name.</summary>
    public StartedWork? OfDelegate(IOperation selector)
    {
        if (Lambdas.In(selector) is { } lambda)
            return Of(lambda.Body, ResultOf(lambda), selector);
        if (Lambdas.Group(selector) is { } group)
            return OfGroup(group);
        if (selector.Unwrapped() is ILocalReferenceOperation { Local: var local } && _method.Provenance.FunctionIn(local) is { } kept)
            return Of(kept.Body, ResultOf(kept), selector);

        return null;
    }

    /// <summary>The work that the expression <paramref name="start"/> starts.</summary>
    public StartedWork OfCall(IOperation start) => Of(start, start, start);

    /// <summary>The work that an iterator in view starts where it gives a task; null where that reaches nothing outside.</summary>
    public StartedWork? OfYielded(IInvocationOperation start, IMethodSymbol iterator)
    {
        var effects = _model.Summaries.Of(iterator, new SummaryRun()).Effects;
        return Reaches(start.TargetMethod) && Outside(effects) is { } io && !IsHandedOn(effects) ? new StartedWork(WorkKind.Io, start.TargetMethod.Name, io, effects) { IsAsync = true } : null;
    }

    /// <summary>The effects of some code of the method.</summary>
    public Effects EffectsOf(IOperation code) => _method.Provenance.EffectsOf(code);

    /// <summary>The call that hands work to a thread of the pool, behind whatever only wraps it.</summary>
    public IInvocationOperation? OffloadIn(IOperation? value)
    {
        var call = Tasks.Behind(value);
        return call is not null && (_model.Apis.Of(call.TargetMethod) & ApiFlags.Offloads) != 0 && !Tasks.IsParallel(call.TargetMethod.ContainingType) ? call : null;
    }

    private StartedWork Of(IOperation code, IOperation? result, IOperation place)
    {
        var effects = EffectsOf(code);
        if (OffloadIn(result) is { } offload)
        {
            // Threads of their own are another matter than items in the pool's queue.
            if (offload.TargetMethod.Name == "StartNew" && OwnThreads.AreAskedFor(offload, _method.Provenance))
                return new StartedWork(WorkKind.Other, offload.TargetMethod.WithType(), Witness.At(offload, "this is started"), effects) { Offload = offload };

            var isAsync = offload.Arguments.Any(argument => Lambdas.In(argument.Value) is { Symbol.IsAsync: true } || IsAsync(argument.Value));
            return new StartedWork(WorkKind.Offloaded, offload.TargetMethod.WithType(), Witness.At(offload, "each of them is an item of work for the thread pool"), effects) { Offload = offload, IsAsync = isAsync };
        }

        var name = Tasks.Behind(result) is { } call ? call.Type.IsTaskLike() ? call.TargetMethod.Name : NameIn(code) ?? call.TargetMethod.Name : null;
        if (Outside(effects) is { } io && !IsHandedOn(effects))
            return new StartedWork(WorkKind.Io, name ?? NameIn(code) ?? "the work", io, effects) { IsAsync = true };

        return new StartedWork(WorkKind.Other, name ?? "the work", Witness.At(place, "this is started"), effects) { IsAsync = true };
    }

    private StartedWork OfGroup(IMethodReferenceOperation group)
    {
        var effects = new Effects();
        var method = group.Method;
        var flags = _model.Apis.Of(method);
        if ((flags & ApiFlags.Io) != 0)
            effects.MarkIo(Witness.At(group, $"'{method.WithType()}' asks outside"));

        var targets = _model.Implementations.TargetsOf(method);
        foreach (var target in targets)
            effects.Include(_model.Summaries.Of(target, new SummaryRun()).Effects);

        return Outside(effects) is { } io && !IsHandedOn(effects)
            ? new StartedWork(WorkKind.Io, method.Name, io, effects) { IsAsync = true }
            : new StartedWork(WorkKind.Other, method.Name, Witness.At(group, "this is started"), effects) { IsAsync = true };
    }

    /// <summary>
    /// What reaches a network, a disk, a database, a queue or another process. A writer of which nobody knows where it writes to is no reason to
    /// think that it takes long.
    /// </summary>
    private static Witness? Outside(Effects effects)
    {
        // A file that is looked at on the way says less than the service that is asked.
        if (effects.Remote is { } remote && !remote.Label.EndsWith("the outside", StringComparison.Ordinal))
            return remote;
        if (effects.Io is not { } io || !io.Label.EndsWith("the outside", StringComparison.Ordinal))
            return effects.Io;

        foreach (var access in effects.Accesses)
        {
            if (access.Kind is AccessKind.AsksOutside or AccessKind.ChangesOutside && !access.Because.Label.EndsWith("the outside", StringComparison.Ordinal))
                return access.Because;
        }

        return null;
    }

    /// <summary>True when what reaches the outside runs in a delegate that code out of view was given: it may well limit how often.</summary>
    private bool IsHandedOn(Effects effects)
    {
        if (effects.Unknown is null || effects.Io is not { Location: { SourceTree: { } tree } location } || !_model.Compilation.ContainsSyntaxTree(tree))
            return false;

        for (SyntaxNode? node = tree.GetRoot().FindNode(location.SourceSpan); node is not null and not MemberDeclarationSyntax; node = node.Parent)
        {
            if (node is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax taker } }
                && _model.Semantics(tree).GetSymbolInfo(taker).Symbol is IMethodSymbol taking
                && _model.Apis.Of(taking) == ApiFlags.None && !taking.ContainingAssembly.IsFramework() && _model.Implementations.TargetsOf(taking).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a lambda gives back; for one that only awaits, what it awaits.</summary>
    private static IOperation? ResultOf(IAnonymousFunctionOperation lambda)
    {
        if (Lambdas.Result(lambda) is { } result)
            return Tasks.HeldIn(result) ?? result;

        var statements = lambda.Body.Operations.Where(o => o is not IReturnOperation { ReturnedValue: null }).Take(2).ToList();
        return statements.Count == 1 && statements[0] is IExpressionStatementOperation { Operation: var only } ? only : null;
    }

    private static bool IsAsync(IOperation work) => Lambdas.In(work) is { } lambda
        ? lambda.Symbol.ReturnType.IsTaskLike()
        : Lambdas.Group(work) is { Method.ReturnType: var returned } && returned.IsTaskLike();

    /// <summary>The first call that the code awaits and that reaches the outside; else the first that it awaits.</summary>
    private string? NameIn(IOperation code)
    {
        var calls = code.OwnOperations().OfType<IAwaitOperation>().Select(wait => Tasks.Behind(wait)?.TargetMethod).OfType<IMethodSymbol>().ToList();
        return (calls.FirstOrDefault(Reaches) ?? calls.FirstOrDefault())?.Name;
    }

    private bool Reaches(IMethodSymbol method) => (_model.Apis.Of(method) & ApiFlags.Io) != 0
        || _model.Implementations.TargetsOf(method).Any(target => _model.Summaries.Of(target, new SummaryRun()).Effects.Io is not null);
}
