using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>A call of code that others wait for, which leads to a wait further down.</summary>
/// <param name="Call">The call.</param>
/// <param name="Wait">The wait, and the path to it.</param>
internal sealed record HiddenWait(CallSite Call, Burden Wait)
{
    public static ImmutableArray<HiddenWait> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<HiddenWait>();
        var told = new HashSet<Location>();
        foreach (var call in method.Calls)
        {
            // What asynchronous code does itself is SPW2002's, and tasks that could be awaited are SPW2001's.
            if (call.Cost.Blocking is not { Kind: not BlockKind.Stream, IsAvoidable: true, IsDetail: false } wait || method.Model.HiddenWaits.IsToldInPlace(wait) || (wait.IsDirect && (method.IsAsync || !wait.IsSlow)) || method.MustBlockAt(call))
                continue;

            // An archive that is packed or unpacked computes first of all, which SPW2004 says.
            if (wait is { Computes: true, IsSlow: false } && call.Cost.ComputesHeavily)
                continue;

            if (!AfterFailure.Is(wait, method.Model) && told.Add(wait.Innermost.Location))
                found.Add(new HiddenWait(call, wait));
        }

        return found.ToImmutable();
    }
}

/// <summary>Which method of a class is the first that leads to a wait? The others lead to the same.</summary>
internal sealed class HiddenWaits
{
    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<Location, bool> _toldInPlace = new();
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableDictionary<Location, Location>> _first = new(SymbolEqualityComparer.Default);

    public HiddenWaits(ConcurrencyModel model) => _model = model;

    /// <summary>
    /// True for a wait for a task that is a matter of the place where it stands: there, or in callers that are all in view, somebody could await, or sees to it that the task is complete.
    /// </summary>
    public bool IsToldInPlace(Burden wait)
    {
        if (!wait.IsReportedInPlace)
            return false;

        // Whoever calls it himself can see what it waits for; further away nobody can.
        if (wait.Path.Length <= 2 || wait.In is not IMethodSymbol { MethodKind: MethodKind.Ordinary } function || !TaskOrigin.IsStartedHere(wait, _model))
            return true;

        return _toldInPlace.GetOrAdd(wait.Innermost.Location, place => _model.Summaries.BodiesOf(function) is { IsEmpty: false } bodies
            && MethodFacts.Collect(_model, function, bodies)[0].TaskWaits.Any(told => told.Operation.Syntax.GetLocation() == place));
    }

    /// <summary>True when another call of the class, which stands before this one, leads to the same wait.</summary>
    public bool IsToldBefore(HiddenWait hidden, MethodFacts method) =>
        method.Owner.ContainingType is { } type
        && _first.GetOrAdd(type.OriginalDefinition, Find).TryGetValue(hidden.Wait.Innermost.Location, out var first)
        && first != hidden.Call.Location;

    /// <summary>For each wait, the first call of the type that leads to it: in the order of files, and of text.</summary>
    private ImmutableDictionary<Location, Location> Find(INamedTypeSymbol type)
    {
        var first = ImmutableDictionary.CreateBuilder<Location, Location>();
        var bodies = type.GetMembers().OfType<IMethodSymbol>()
            .SelectMany(member => _model.Summaries.BodiesOf(member).Select(body => (Member: member, Body: body)))
            .OrderBy(body => body.Body.Syntax.SyntaxTree.FilePath, System.StringComparer.Ordinal).ThenBy(body => body.Body.Syntax.SpanStart);
        foreach (var (member, body) in bodies)
        {
            foreach (var method in MethodFacts.Collect(_model, member, ImmutableArray.Create(body)))
            {
                if (method.WhoseThread is null)
                    continue;

                foreach (var hidden in method.HiddenWaits)
                {
                    if (!first.ContainsKey(hidden.Wait.Innermost.Location))
                        first[hidden.Wait.Innermost.Location] = hidden.Call.Location;
                }
            }
        }

        return first.ToImmutable();
    }
}
