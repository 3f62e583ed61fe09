using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>What one question for all items would gain.</summary>
internal enum Gain
{
    /// <summary>Nothing, or nobody could ask so.</summary>
    None,

    /// <summary>Little, or only after some work: what runs once, what is found by several values together, and methods that ask several times.</summary>
    Small,

    /// <summary>One round trip instead of many.</summary>
    Full,
}

/// <summary>Weighs the calls that a loop repeats.</summary>
internal static class QueryWeight
{
    public static Gain Of(RepeatedCall call, MethodFacts method)
    {
        var gain = call.Direct is { } direct ? OfDirect(direct, call.Iteration, method) : OfCallee(call, method);
        if (gain == Gain.None || call.Iteration.MayGrow || FirstMatch.Ends(call) || OwnRows.AreAskedFor(call, method))
            return Gain.None;

        var most = LessGain.Most(call, method);
        return gain < most ? gain : most;
    }

    private static Gain OfDirect(DatabaseCall query, Iteration iteration, MethodFacts method)
    {
        // One kind of item among others: the changes of all of them are made in their order.
        if (query.Kind == DatabaseCallKind.Command && query.Operation.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, iteration.Turn)).Any(around => around is ISwitchOperation))
            return Gain.Small;
        if (LessGain.SaysAnotherText(query, iteration, method.Provenance))
            return Gain.Small;

        return query.Kind == DatabaseCallKind.Navigation ? Gain.Full : KeyUses.Of(query.Inputs, iteration.Derivation) switch
        {
            KeyUse.None => Gain.None,
            KeyUse.Several => Gain.Small,
            _ => Gain.Full,
        };
    }

    private static Gain OfCallee(RepeatedCall call, MethodFacts method)
    {
        var target = call.Operation switch
        {
            IInvocationOperation invocation => invocation.TargetMethod,
            IMethodReferenceOperation group => group.Method,
            _ => null,
        };
        if (target is null || call.Use == KeyUse.None)
            return Gain.None;

        return method.Model.Errands.Of(target) switch
        {
            Errand.Work => Gain.None,
            Errand.Several => Gain.Small,
            _ => call.Use == KeyUse.Several ? Gain.Small : Gain.Full,
        };
    }
}
