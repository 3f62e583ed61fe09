using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A method that runs one operation for each element of what it is given, all of them at once: a loop that waits for one call of it after the other
/// is bounded by what it hands over each time.
/// </summary>
internal static class ConcurrentCallee
{
    // A method that hands its elements on to one that hands them on: nobody splits further.
    private const int DeepestCall = 3;

    /// <summary>Where the callee starts what it waits for; null where it does no such thing with something that comes with a turn of <paramref name="loop"/>.</summary>
    public static Witness? In(IInvocationOperation call, ILoopOperation loop, ConcurrencyModel model)
    {
        if (!call.Arguments.Any(argument => Derivation.IsCollection(argument.Parameter?.Type)))
            return null;

        var turn = new Derivation(ImmutableArray.Create<IOperation>(loop.Body), loop.Locals);
        return In(call, call.Arguments.Where(argument => Derivation.IsCollection(argument.Parameter?.Type) && !turn.SeedsIn(argument.Value).IsEmpty), model, 0);
    }

    private static Witness? In(IInvocationOperation call, IEnumerable<IArgumentOperation> given, ConcurrencyModel model, int depth)
    {
        var ordinals = given.Select(argument => argument.Parameter?.Ordinal ?? -1).ToImmutableHashSet();
        if (ordinals.IsEmpty || depth == DeepestCall)
            return null;

        var targets = model.Implementations.TargetsOf(call.TargetMethod);
        foreach (var target in targets)
        {
            var bodies = model.Summaries.BodiesOf(target);
            var elements = new Derivation(bodies, target.Parameters.Where(parameter => ordinals.Contains(parameter.Ordinal)));
            foreach (var inner in bodies.SelectMany(body => body.OwnOperations()).OfType<IInvocationOperation>())
            {
                var handed = inner.Arguments.Where(argument => !elements.SeedsIn(argument.Value).IsEmpty).ToList();
                if (handed.Count > 0 && StartsAll(inner))
                    return Witness.At(inner, "several operations run at once here");
                if (inner.Type.IsTaskLike() && In(inner, handed.Where(argument => Derivation.IsCollection(argument.Parameter?.Type)), model, depth + 1) is { } further)
                    return further;
            }
        }

        return null;
    }

    /// <summary>One operation for each element; two that are named stay two for any number of elements.</summary>
    private static bool StartsAll(IInvocationOperation call) =>
        LoopShape.IsConcurrent(call.TargetMethod)
        && !(call is { TargetMethod.Name: "WhenAll" or "WhenAny", Arguments: var tasks } && (tasks.Length != 1 || tasks[0].ArgumentKind != ArgumentKind.Explicit));
}
