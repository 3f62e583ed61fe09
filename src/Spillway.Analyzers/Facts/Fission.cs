using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A loop body split in two: what makes the requests of an iteration, and what uses their results. The first half of all
/// iterations may overlap; the second half still runs in order, once each.
/// </summary>
/// <param name="Units">All parts of the body in source order.</param>
/// <param name="Fetch">The indexes of the parts that make the requests.</param>
/// <param name="ChangesOutside">True when the requests change something outside: after a failure, others may have been made already.</param>
/// <param name="IsWhole">True when the second half may overlap as well: nothing in the body depends on the order of the items.</param>
/// <param name="Leaves">True when a body that may overlap as a whole leaves something in the program's own memory: a count, an entry of a table.</param>
internal sealed record Fission(ImmutableArray<BodyUnit> Units, ImmutableArray<int> Fetch, bool ChangesOutside, bool IsWhole, bool Leaves = false)
{
    /// <summary>What a rewrite needs to know, or null where the requests are not whole statements of the body.</summary>
    public ImmutableDictionary<string, string?>? RewriteFor(AwaitLoop await)
    {
        if (ReadsClock(await) || LoopWeight.IsRisky(await))
            return null;

        var indexes = Indexes(await.Loop);
        var prefetch = IsWhole && !Leaves ? null : Prefetch.Of(await, Fetch);

        // Where requests stand in several branches, the statement with all its branches may move.
        var isClosed = !IsWhole && indexes is null && prefetch is null;
        if (isClosed)
            indexes = LoopIndependence.Closed(await) is { } closed && closed.Covers(this) ? closed.Indexes(await.Loop) : null;
        if (!IsWhole && indexes is null && prefetch is null)
            return null;

        var (model, tree) = (await.Method.Model, await.Loop.Syntax.SyntaxTree);
        var count = Origin.OfIterations(await.Loop, model);
        var isFew = count.Kind == OriginKind.Constant && count.Count <= Option.WhenAllLimit.NumberFor(model.Options, tree);
        return ImmutableDictionary<string, string?>.Empty
            .Add(Findings.RewriteKey, IsWhole ? "whole" : "select")
            .Add("fetch", string.Join(",", indexes ?? new List<int>()))
            .Add("closed", isClosed ? "true" : "false")
            .Add("prefetch", prefetch?.Write(await.Loop.Syntax))
            .Add("handled", prefetch?.IsHandled == true ? "true" : "false")
            .Add("limit", Option.MaxConcurrency.NumberFor(model.Options, tree).ToString(CultureInfo.InvariantCulture))
            .Add("all", isFew ? "true" : "false")
            .Add("leaves", Leaves ? "true" : "false")
            .Add("outside", ChangesOutside ? "true" : "false");
    }

    /// <summary>The requests as indexes of the body's statements, or null where they are parts of statements.</summary>
    private List<int>? Indexes(ILoopOperation loop)
    {
        var statements = loop.Body is IBlockOperation block ? block.Operations : ImmutableArray.Create(loop.Body);
        var indexes = Fetch.Select(unit => statements.IndexOf(Units[unit].Operation)).ToList();
        return indexes.Contains(-1) ? null : indexes;
    }

    /// <summary>True when all that <paramref name="other"/> requests is requested here as well.</summary>
    private bool Covers(Fission other) =>
        other.Fetch.All(part => Fetch.Any(whole => Units[whole].Operation.Syntax.Span.Contains(other.Units[part].Operation.Syntax.Span)));

    /// <summary>A body that measures its own time would measure something else afterwards.</summary>
    private static bool ReadsClock(AwaitLoop await) => await.Loop.Body.OwnOperations().Any(operation => operation switch
    {
        IInvocationOperation call => (await.Method.Model.Apis.Of(call.TargetMethod) & ApiFlags.Clock) != 0,
        IPropertyReferenceOperation property => (await.Method.Model.Apis.Of(property.Property) & ApiFlags.Clock) != 0,
        _ => false,
    });
}
