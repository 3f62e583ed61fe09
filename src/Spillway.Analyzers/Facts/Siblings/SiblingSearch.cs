using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Goes through the statements of a block and gathers requests as long as each could have been made together with those before it:
/// what the statements in between do with earlier results must not reach it, and nothing may decide whether it is made at all.
/// </summary>
internal sealed class SiblingSearch
{
    /// <summary>Each request is held against all before it. Nobody starts more than this by hand; a machine wrote it, and shall not wait for us.</summary>
    private const int Most = 64;

    private readonly MethodFacts _method;
    private readonly SummaryRun _run = new();
    private readonly Trace _trace;
    private readonly List<SiblingAwaits> _found = new();
    private readonly List<SiblingRequest> _open = new();
    private Effects _asides = new();
    private Effects _between = new();

    public SiblingSearch(MethodFacts method)
    {
        _method = method;
        _trace = method.Provenance.Trace(Array.Empty<ISymbol>(), _run);
    }

    public IEnumerable<SiblingAwaits> In(IBlockOperation block)
    {
        var row = new List<(IOperation Statement, List<IAwaitOperation> Awaits)>();
        foreach (var statement in block.Operations.Where(statement => statement is not (ILocalFunctionOperation or IEmptyOperation)))
        {
            var awaits = Awaits(statement);
            if (MayStandBetween(statement, awaits))
            {
                row.Add((statement, awaits));
                continue;
            }

            Take(row);
            row.Clear();
        }

        Take(row);
        return _found;
    }

    private static bool MayStandBetween(IOperation statement, List<IAwaitOperation> awaits) =>
        statement is IVariableDeclarationGroupOperation or IExpressionStatementOperation or IReturnOperation { Kind: OperationKind.Return } or IUsingDeclarationOperation
        && !awaits.Any(await => IsConditional(await, statement));

    private void Take(List<(IOperation Statement, List<IAwaitOperation> Awaits)> row)
    {
        var left = row.Sum(pair => pair.Awaits.Count);
        foreach (var (statement, awaits) in row)
        {
            // What a request does may take a walk through many methods; one without another beside it is not looked at.
            if (_open.Count + left < 2)
                break;

            left -= awaits.Count;
            Take(statement, awaits);
        }

        Close();
    }

    private void Take(IOperation statement, List<IAwaitOperation> awaits)
    {
        foreach (var await in awaits)
        {
            if (RequestOf(await, statement) is not { } request)
            {
                Close();
                continue;
            }

            if (_open.Count == Most || !CanJoin(request))
                Close();
            _open.Add(request with { ReadsAside = _open.Count > 0 && Meet(_asides, request.Effects) });
        }

        // Whatever comes before the first request does so afterwards, too.
        if (_open.Count == 0)
            return;

        var rest = EffectsOf(statement, awaits);

        // What has nothing to do with the results could as well have been said before the first request.
        var isAside = awaits.Count == 0 && !Meet(_between, rest) && !_open.Any(request => Meet(request.Effects, rest));
        (isAside ? _asides : _between).Include(rest);
        if (!IsCalm(statement, rest, awaits.Count > 0))
            Close();
    }

    private void Close()
    {
        // What runs under a lock, a permit or a transaction belongs together.
        if (_open.Count > 1 && Surroundings.Of(_open[0].Statement, _method.Model) is null)
            _found.Add(new SiblingAwaits(_open.ToImmutableArray()));
        _open.Clear();
        _between = new Effects();
        _asides = new Effects();
    }

    /// <summary>The request behind an await, or null where it is none that may run beside others.</summary>
    private SiblingRequest? RequestOf(IAwaitOperation await, IOperation statement)
    {
        // What can be said of the call alone comes before what it does.
        if (LoopIndependence.AwaitedCall(await) is not { } call || (_method.Model.Apis.Of(call.TargetMethod) & (ApiFlags.Delay | ApiFlags.Offloads)) != 0 || Opens(await))
            return null;

        var effects = EffectsOf(await, Array.Empty<IOperation>());
        if (effects is not { Unknown: null, Ordered: null, Pump: null, Acquires: null, Serialised: null, Invoked.Count: 0 })
            return null;

        // Whoever only waits, and whose result nobody takes, slows the code down on purpose.
        var hasResult = !IsDropped(await);
        if ((effects.Io ?? (hasResult ? effects.Delay : null)) is not { } io)
            return null;

        if (effects.Accesses.Any(access => access.Kind is AccessKind.ChangesOutside or AccessKind.PerhapsWrite || (access.Place.Kind == RootKind.Unknown && access.Kind is AccessKind.Write or AccessKind.Confined)))
            return null;

        // Without a result it is made for what it leaves behind, or it is a check that throws: nothing may overtake a check.
        if (!hasResult && !effects.Accesses.Any(access => access.Kind == AccessKind.Write && access.Place.Kind is RootKind.This or RootKind.Static or RootKind.Local or RootKind.Parameter))
            return null;

        return new SiblingRequest(await, statement, call, effects, io);
    }

    private static bool IsDropped(IAwaitOperation await) => await.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>What is opened stays open: its order, and what happens to it when the next step fails, belong to the code as it is.</summary>
    private bool Opens(IAwaitOperation await) =>
        await.Type is { } type
        && ((_method.Model.Apis.Of(type) & ApiFlags.Transaction) != 0
            || (_method.Model.Confinement.Of(type).Safety == Safety.Confined && ReachesOutside(type)));

    /// <summary>A response has arrived; a stream or a connection is still to be used.</summary>
    private bool ReachesOutside(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface
        || type.SelfAndBases().SelectMany(level => level.GetMembers()).Any(member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary } && (_method.Model.Apis.Of(member) & ApiFlags.Io) != 0);

    private bool CanJoin(SiblingRequest request)
    {
        if (Meet(_between, request.Effects))
            return false;

        foreach (var earlier in _open)
        {
            if (Meet(earlier.Effects, request.Effects) || IsSame(earlier.Await, request.Await))
                return false;

            // Two ways to one confined object need not look alike: repositories share a context that neither shows.
            if (IsConfined(earlier.Effects) && IsConfined(request.Effects))
                return false;
        }

        return true;
    }

    /// <summary>The same request twice is a second look at something that changes.</summary>
    private static bool IsSame(IAwaitOperation first, IAwaitOperation second) =>
        Microsoft.CodeAnalysis.CSharp.SyntaxFactory.AreEquivalent(first.Syntax, second.Syntax);

    private static bool IsConfined(Effects effects) =>
        effects.Accesses.Any(access => access.Kind == AccessKind.Confined && access.Place.Kind != RootKind.Fresh);

    /// <summary>True when one of two pieces of code writes what the other one touches.</summary>
    private static bool Meet(Effects first, Effects second) => Feeds(first, second) || Feeds(second, first);

    private static bool Feeds(Effects writer, Effects reader)
    {
        foreach (var written in writer.Accesses)
        {
            if (written.Kind is not (AccessKind.Write or AccessKind.PerhapsWrite or AccessKind.Confined) || written.Place.Kind == RootKind.Fresh)
                continue;

            foreach (var touched in reader.Accesses)
            {
                if (written.Guarded && touched.Guarded)
                    continue;
                if (written.Place.Touches(touched.Place) || touched.Place.Touches(written.Place))
                    return true;
            }
        }

        return false;
    }

    /// <summary>True when what comes after a statement may still be made together with what came before it.</summary>
    private bool IsCalm(IOperation statement, Effects rest, bool awaits)
    {
        if (statement is IReturnOperation || rest is not { Unknown: null, Ordered: null, Io: null, Delay: null, Pump: null, Acquires: null, Invoked.Count: 0 })
            return false;
        if (statement.OwnOperations().Any(o => o is IThrowOperation or IInvalidOperation || IsClock(o)) || IsCheck(statement, rest))
            return false;

        // A status that is set between two requests is there to be seen.
        return rest.Accesses.All(access => access.Kind switch
        {
            AccessKind.ChangesOutside or AccessKind.PerhapsWrite => false,
            AccessKind.Confined => access.Place.Kind == RootKind.Fresh,
            AccessKind.Write => awaits || access.Place.Kind is RootKind.Fresh or RootKind.Local,
            _ => true,
        });
    }

    /// <summary>A call that gives nothing and leaves nothing behind is made because it may throw.</summary>
    private static bool IsCheck(IOperation statement, Effects rest) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation }
        && !rest.Accesses.Any(access => access.Kind == AccessKind.Write && access.Place.Kind != RootKind.Fresh);

    private bool IsClock(IOperation operation) => operation switch
    {
        IInvocationOperation call => (_method.Model.Apis.Of(call.TargetMethod) & ApiFlags.Clock) != 0,
        IPropertyReferenceOperation { Property: var property } => (_method.Model.Apis.Of(property) & ApiFlags.Clock) != 0,
        _ => false,
    };

    /// <summary>The outermost awaits of a statement, in source order.</summary>
    private static List<IAwaitOperation> Awaits(IOperation statement) =>
        statement.OwnOperations().OfType<IAwaitOperation>().Where(await => !await.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, statement)).Any(around => around is IAwaitOperation)).ToList();

    /// <summary>True when something in its statement decides whether an await is reached.</summary>
    private static bool IsConditional(IAwaitOperation await, IOperation statement)
    {
        IOperation child = await;
        foreach (var around in await.OwnAncestors())
        {
            if (!around.EvaluatesOnce(child))
                return true;
            if (ReferenceEquals(around, statement))
                return false;
            child = around;
        }

        return false;
    }

    private Effects EffectsOf(IOperation operation, IReadOnlyCollection<IOperation> except)
    {
        var reader = new EffectReader(_method.Model, _trace, _run);
        reader.Read(operation, except);
        return reader.Effects;
    }
}
