using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>What the items of a loop come from.</summary>
internal static class LoopSources
{
    // Nobody sorts further back than this from where the items are used.
    private const int LongestChain = 12;
    private const int FarthestCaller = 2;

    /// <summary>An iterator that takes its item back when the next one is asked for: reading ahead would use what is closed.</summary>
    public static Witness? Lending(ILoopOperation loop, ConcurrencyModel model)
    {
        if (loop is not IForEachLoopOperation { Collection: var source })
            return null;

        // A text or a number is nobody's to take back; a lock that is held around it still is.
        var isKept = Derivation.Declared(((IForEachLoopOperation)loop).LoopControlVariable).OfType<ILocalSymbol>().All(item => model.Confinement.Of(item.Type).Safety == Safety.Immutable);
        foreach (var call in source.OwnOperations().OfType<IInvocationOperation>())
        {
            foreach (var target in model.Implementations.TargetsOf(call.TargetMethod))
            {
                foreach (var declaration in target.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()))
                {
                    var nodes = declaration.DescendantNodes().ToList();
                    if (nodes.Any(n => n is YieldStatementSyntax)
                        && nodes.Any(n => n is LockStatementSyntax || (!isKept && n is UsingStatementSyntax or TryStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })))
                    {
                        return Witness.At(call, "the source may take its item back when the next one is asked for");
                    }
                }
            }
        }

        return null;
    }

    /// <summary>True for a stream that ends by itself and waits for nobody: the lines of a file, the rows of a query, an iterator in view.</summary>
    public static bool IsAtHand(IForEachLoopOperation loop, MethodFacts method)
    {
        var model = method.Model;
        return IsAtHand(loop.Collection, model, method.Provenance, call => new LoopScope(model, method, loop).EffectsOf(System.Collections.Immutable.ImmutableArray.Create(call)), 0);
    }

    private static bool IsAtHand(IOperation source, ConcurrencyModel model, Provenance provenance, System.Func<IOperation, Effects> effectsOf, int distance)
    {
        source = source.Unwrapped();
        while (source is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WithCancellation" or "AsAsyncEnumerable" } configured
            && (configured.Instance ?? configured.Arguments.FirstOrDefault()?.Value) is { } inner)
        {
            source = inner.Unwrapped();
        }

        if (QuerySource.Of(source, model, provenance) is not null)
            return true;

        // What everybody in view who calls has at hand, this code has at hand.
        if (source is IParameterReferenceOperation { Parameter: var parameter })
        {
            return distance < FarthestCaller && GivenValues.For(parameter, model) is { Count: > 0 } given && given.All(value =>
                model.ProvenanceAt(value) is var there && IsAtHand(value, model, there, code => there.EffectsOf(code), distance + 1));
        }

        if (source is not IInvocationOperation call)
            return false;
        if ((model.Apis.Of(call.TargetMethod) & (ApiFlags.Disk | ApiFlags.Reads)) == (ApiFlags.Disk | ApiFlags.Reads))
            return true;

        var bodies = model.Implementations.TargetsOf(call.TargetMethod).SelectMany(target => model.Summaries.BodiesOf(target)).ToList();
        if (bodies.Count == 0 || bodies.SelectMany(body => body.OwnOperations()).Any(o => IsEndless(o)))
            return false;

        return effectsOf(call) is { Unknown: null, Anything: null, Pump: null, Delay: null, Acquires: null, Invoked.Count: 0 };
    }

    /// <summary>A loop that goes on until somebody stops it.</summary>
    private static bool IsEndless(IOperation operation) => operation switch
    {
        IWhileLoopOperation { Condition: { } condition } => condition.ConstantValue is { HasValue: true, Value: true } || condition.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }),
        IForLoopOperation { Condition: null } => true,
        _ => false,
    };

    /// <summary>
    /// The parts of something, each of which has a task of its own that goes through it: the parts overlap already, as many at a time as somebody wanted.
    /// </summary>
    public static Witness? Shared(AwaitLoop await)
    {
        if (await.Loop is not IForEachLoopOperation { Collection: var source } || source.Unwrapped() is not IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } lambda } || !lambda.ReturnType.IsTaskLike())
            return null;

        var parts = Lambdas.ItemsOf(await.Method)?.Unwrapped();
        return parts is IInvocationOperation { TargetMethod.Name: "Chunk" or "GetPartitions" or "GetOrderablePartitions" } ? Witness.At(parts, "each of these parts is gone through by a task of its own") : null;
    }

    /// <summary>Where the items were put in order: who sorts what he is going to write wants it written in that order.</summary>
    public static Witness? Sorted(AwaitLoop await)
    {
        if (((await.Loop as IForEachLoopOperation)?.Collection ?? await.Items?.Source) is not { } source)
            return null;

        for (var i = 0; i < LongestChain; i++)
        {
            source = source.Unwrapped();
            switch (source)
            {
                case ITranslatedQueryOperation { Operation: var query }:
                    source = query;
                    break;

                case ILocalReferenceOperation { Local: var local } when await.Method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } value:
                    source = value;
                    break;

                case IAwaitOperation { Operation: var query }:
                    source = query;
                    break;

                // A queue goes by the order of what it is made of.
                case IObjectCreationOperation { Arguments: { Length: 1 } arguments } when await.Items is { IsCounted: false }:
                    source = arguments[0].Value;
                    break;

                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured }:
                    source = configured;
                    break;

                case IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Order" or "OrderDescending" } }:
                    return Witness.At(source, "the items are put in order here");

                case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: var arguments }:
                    source = arguments[0].Value;
                    break;

                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Where each item is given back to the object that it was received from, in a loop that goes on receiving: a message is done with
    /// before the next one is taken up.
    /// </summary>
    public static Witness? GivenBack(AwaitLoop await)
    {
        if (await.Loop is not IForEachLoopOperation { Collection: var source, LoopControlVariable: IVariableDeclaratorOperation { Symbol: var item } }
            || !await.Loop.OwnAncestors().OfType<ILoopOperation>().Any(around => !LoopShape.IsOverItems(around)))
        {
            return null;
        }

        if (source.Unwrapped() is ILocalReferenceOperation { Local: var local } && await.Method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } value)
            source = value;
        if (LoopIndependence.AwaitedCall(source.Unwrapped()) is not { Instance: { } receiver } || OwnerOf(receiver) is not { } owner)
            return null;

        var back = await.Loop.Body.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call =>
            call.Instance is { } other && SymbolEqualityComparer.Default.Equals(OwnerOf(other), owner)
            && call.Arguments.Any(argument => argument.Value.Unwrapped() is ILocalReferenceOperation { Local: var given } && SymbolEqualityComparer.Default.Equals(given, item)));
        return back is null ? null : Witness.At(back, "each item is given back here to what it was received from");
    }

    private static ISymbol? OwnerOf(IOperation receiver) =>
        receiver.Unwrapped() is IMemberReferenceOperation { Member: var member } ? member : Derivation.SymbolOf(receiver.Unwrapped());
}
