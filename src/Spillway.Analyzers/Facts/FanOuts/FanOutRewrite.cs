using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a rewrite of a fan-out needs to know.</summary>
internal static class FanOutRewrite
{
    /// <summary>What a rewrite needs to know, or null where the tasks share something that only the order of their starts protects.</summary>
    public static ImmutableDictionary<string, string?>? RewriteFor(this FanOut fanOut, MethodFacts method)
    {
        if (fanOut.IsKeyed || fanOut.Join is not { TargetMethod.Name: "WhenAll" or "WaitAll" } join || !Tasks.IsJoin(join.TargetMethod))
            return null;
        if ((fanOut.Shape == FanOutShape.Loop && fanOut.Loops.Length != 1) || (fanOut.Work.Offload is null && Shares(fanOut)))
            return null;

        var changes = fanOut.Work.Effects.Accesses.Any(access => access.Kind == AccessKind.ChangesOutside);
        return ImmutableDictionary<string, string?>.Empty
            .Add(Findings.RewriteKey, fanOut.Shape == FanOutShape.Query ? "query" : "loop")
            .Add("limit", Option.MaxConcurrency.NumberFor(method.Model.Options, fanOut.Start.Syntax.SyntaxTree).ToString(CultureInfo.InvariantCulture))
            .Add("offload", fanOut.Work.Offload is not { } offload ? "" : !fanOut.Work.IsAsync ? "cpu" : KeepsThread(offload, method.Model) ? "held" : "async")
            .Add("outside", changes ? "true" : "false")

            // The bodies of Parallel.ForEachAsync run on the thread pool, not on the thread of the user interface.
            .Add("pool", method.Model.Roots.Host == HostKind.Ui ? "false" : "true");
    }

    /// <summary>True for asynchronous work that also blocks or computes: without a thread of its own it would do that on the one that starts them all.</summary>
    private static bool KeepsThread(IInvocationOperation offload, ConcurrencyModel model)
    {
        var own = offload.Arguments.SelectMany(argument => argument.DescendantsAndSelf()).ToList();
        var called = own.OfType<IInvocationOperation>().SelectMany(call => model.Implementations.TargetsOf(call.TargetMethod)).Where(target => target.IsAsync)
            .SelectMany(target => model.Summaries.BodiesOf(target)).SelectMany(body => body.OwnOperations());
        return own.Concat(called).Any(operation => model.Cost.Of(operation) is { Blocks: true } or { Computing: not null });
    }

    /// <summary>
    /// The first part of each task ran on the thread that started them all, one after another. Under a bound it does not, so what it
    /// changes without a lock must be its own.
    /// </summary>
    private static bool Shares(FanOut fanOut)
    {
        var own = (fanOut.Shape == FanOutShape.Query ? fanOut.Start.Syntax : fanOut.Loops[0].Syntax).Span;
        return fanOut.Work.Effects.Accesses.Any(access => !access.Guarded
            && access.Kind is AccessKind.Write or AccessKind.Confined
            && access.Place.Kind != RootKind.Fresh
            && !(access.Place.Root is { } root && root.Locations.Any(location => own.Contains(location.SourceSpan))));
    }
}
