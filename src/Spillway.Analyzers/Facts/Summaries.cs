using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a method does, in terms of its own receiver, parameters and statics.</summary>
/// <param name="Effects">Everything it does, its callees included.</param>
/// <param name="Returns">The state that its results stand for.</param>
internal sealed record Summary(Effects Effects, ImmutableArray<Place> Returns)
{
    public static readonly Summary Nothing = new(new Effects(), ImmutableArray<Place>.Empty);

    /// <summary>The methods whose code this includes.</summary>
    public ImmutableArray<IMethodSymbol> Reached { get; init; } = ImmutableArray<IMethodSymbol>.Empty;

    /// <summary>True when it leads to more methods than are followed.</summary>
    public bool IsTooFar { get; init; }

    /// <summary>The caller's name for what the callee returns. A parameter that is handed back is the caller's own object.</summary>
    public static Place TranslateResult(Place returned, IMethodSymbol callee, IInvocationOperation call, Func<IOperation, Place> locate) =>
        returned is { Kind: RootKind.Parameter, Root: IParameterSymbol parameter, Member: null, Below: false }
            && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, callee.OriginalDefinition)
            ? ArgumentOf(call, parameter, locate)
            : Translate(returned, callee, parameter => ArgumentOf(call, parameter, locate));

    /// <summary>The caller's name for a place of the callee; the argument for null is the receiver.</summary>
    public static Place Translate(Place place, IMethodSymbol callee, Func<IParameterSymbol?, Place> argument)
    {
        Place from;
        switch (place.Kind)
        {
            case RootKind.This when callee.MethodKind == MethodKind.LocalFunction:
                return place;

            case RootKind.This:
                from = argument(null);
                break;

            case RootKind.Parameter:
                var parameter = (IParameterSymbol)place.Root!;
                if (!SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, callee.OriginalDefinition))
                {
                    // A parameter of the function around a local function is the same variable on both sides.
                    return callee.MethodKind == MethodKind.LocalFunction ? place : Place.Unknown;
                }

                // The variable itself is the callee's own copy; for one that is passed by reference, the argument says that it is set.
                if (!place.Below && place.Member is null)
                    return Place.Fresh;

                from = argument(parameter);
                break;

            case RootKind.Local:
                // A local function shares the variables around it; its own are gone when it returns.
                return callee.MethodKind == MethodKind.LocalFunction && !IsInside(place.Root!, callee) ? place : Place.Fresh;

            default:
                return place;
        }

        if (place.Member is not null)
            from = from.Of(place.Member);
        return place.Below ? from.Content : from;
    }

    private static bool IsInside(ISymbol symbol, IMethodSymbol function)
    {
        for (var around = symbol.ContainingSymbol; around is IMethodSymbol; around = around.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(around.OriginalDefinition, function.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>The place behind the argument for <paramref name="parameter"/>, or the receiver when that is null.</summary>
    public static Place ArgumentOf(IInvocationOperation call, IParameterSymbol? parameter, Func<IOperation, Place> locate)
    {
        if (parameter is null)
            return call.Instance is { } instance ? locate(instance) : Place.This;

        return ArgumentOf(call.Arguments, parameter, locate);
    }

    public static Place ArgumentOf(ImmutableArray<IArgumentOperation> arguments, IParameterSymbol parameter, Func<IOperation, Place> locate)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == parameter.Ordinal)
                return locate(argument.Value);
        }

        return Place.Unknown;
    }
}

/// <summary>The summaries that one question has in progress: recursion ends at them.</summary>
internal sealed class SummaryRun
{
    private readonly List<HashSet<IMethodSymbol>> _reached = new();

    /// <summary>The methods that are being summarised, with their depth.</summary>
    public Dictionary<IMethodSymbol, int> Open { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>What this run has found for members of a recursion; complete only as a part of the whole.</summary>
    public Dictionary<IMethodSymbol, Summary> Partial { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The depth of the outermost open method that a recursion has come back to.</summary>
    public int Reentered { get; set; } = int.MaxValue;

    /// <summary>The depth down to which the open methods lead further than can be followed; less than none while that is not known.</summary>
    public int TooFar { get; set; } = -1;

    /// <summary>What the innermost open method leads to, so far.</summary>
    public ImmutableArray<IMethodSymbol> Reached => _reached[_reached.Count - 1].ToImmutableArray();

    public void Enter(IMethodSymbol method)
    {
        Open.Add(method, Open.Count);
        _reached.Add(new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default));
        Reach(method);
    }

    public void Leave(IMethodSymbol method)
    {
        Open.Remove(method);
        _reached.RemoveAt(_reached.Count - 1);
    }

    /// <summary>Nothing is open any more: what was found for parts of a whole says nothing of the next one.</summary>
    public void Rest()
    {
        Partial.Clear();
        (Reentered, TooFar) = (int.MaxValue, -1);
    }

    /// <summary>All open methods lead to <paramref name="method"/>.</summary>
    public void Reach(IMethodSymbol method)
    {
        foreach (var reached in _reached)
            reached.Add(method);
    }

    /// <summary>How many methods the outermost one leads to.</summary>
    public int Width => _reached.Count == 0 ? 0 : _reached[0].Count;
}

/// <summary>
/// What do the methods of this compilation do? Bottom-up and memoised. A recursion adds what each of its members does once; what
/// a member contributes when asked for alone is computed with that member as the start.
/// </summary>
internal sealed class Summaries
{
    // A method longer than this is a table or a machine's work; it would cost more than its answer is worth.
    private const int LongestMethod = 6_000;

    // What leads to more methods than this is a program of its own: it ends as unknown, whoever asks and wherever the question comes from.
    private const int MostMethods = 64;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, Summary> _known = new(SymbolEqualityComparer.Default);

    public Summaries(ConcurrencyModel model) => _model = model;

    /// <summary>The summary of <paramref name="method"/>, which must have a body in this compilation.</summary>
    public Summary Of(IMethodSymbol method, SummaryRun run)
    {
        method = method.OriginalDefinition;
        if (_known.TryGetValue(method, out var known) || run.Partial.TryGetValue(method, out known))
        {
            Reach(known, run);
            return known;
        }

        if (run.Open.TryGetValue(method, out var openAt))
        {
            run.Reentered = Math.Min(run.Reentered, openAt);
            return Summary.Nothing;
        }

        if (run.TooFar >= 0)
            return TooFar(method);

        var depth = run.Open.Count;
        run.Enter(method);
        if (run.Width > MostMethods)
            run.TooFar = 0;
        var summary = run.TooFar >= 0 ? TooFar(method) : Compute(method, run) with { Reached = run.Reached };
        run.Leave(method);
        return Keep(method, summary, depth, run);
    }

    private static void Reach(Summary known, SummaryRun run)
    {
        foreach (var reached in known.Reached)
            run.Reach(reached);

        // What leads to something that leads too far does so itself.
        if (known.IsTooFar)
            run.TooFar = Math.Max(run.TooFar, run.Open.Count - 1);
        else if (run.Width > MostMethods)
            run.TooFar = Math.Max(run.TooFar, 0);
    }

    private Summary Keep(IMethodSymbol method, Summary summary, int depth, SummaryRun run)
    {
        if (run.TooFar >= 0)
        {
            // Of those inside the one that leads too far nobody knows; they are asked anew.
            summary = depth <= run.TooFar ? _known.GetOrAdd(method, TooFar(method)) : TooFar(method);
        }
        else if (run.Reentered >= depth)
        {
            run.Reentered = int.MaxValue;
            summary = _known.GetOrAdd(method, summary);
        }
        else
        {
            run.Partial[method] = summary;
        }

        if (depth == 0)
            run.Rest();
        return summary;
    }

    private Summary Compute(IMethodSymbol method, SummaryRun run)
    {
        Patience.Check();
        var bodies = BodiesOf(method);
        if (bodies.IsEmpty)
            return Summary.Nothing;

        var operations = bodies.SelectMany(body => body.OwnOperations()).Take(LongestMethod + 1).ToList();
        if (operations.Count > LongestMethod)
            return Unknown(method, "the method is too long to be followed");

        var trace = new Provenance(_model, bodies).Trace(Array.Empty<ISymbol>(), run);
        var reader = new EffectReader(_model, trace, run);
        foreach (var body in bodies)
            reader.Read(body);

        var returns = ImmutableArray.CreateBuilder<Place>();
        foreach (var operation in operations)
        {
            if (operation is IReturnOperation { ReturnedValue: { } value } && trace.Of(value) is var place && !returns.Contains(place))
                returns.Add(place);
        }

        return new Summary(reader.Effects, returns.ToImmutable());
    }

    /// <summary>The code of <paramref name="method"/> in this compilation; none where it is out of view.</summary>
    public ImmutableArray<IOperation> BodiesOf(IMethodSymbol method)
    {
        var bodies = ImmutableArray.CreateBuilder<IOperation>();
        var declared = method.PartialImplementationPart ?? method;
        foreach (var reference in declared.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax();
            if (!_model.Compilation.ContainsSyntaxTree(syntax.SyntaxTree))
                continue;

            if (_model.Semantics(syntax.SyntaxTree).GetOperation(syntax) is { } operation)
                bodies.Add(operation is ILocalFunctionOperation { Body: { } body } ? body : operation);
        }

        return bodies.ToImmutable();
    }

    private static Summary TooFar(IMethodSymbol method) => Unknown(method, "the calls lead further than can be followed") with { IsTooFar = true };

    private static Summary Unknown(IMethodSymbol method, string why)
    {
        var effects = new Effects();
        var location = method.Locations.FirstOrDefault() ?? Location.None;
        effects.MarkUnknown(new Witness(location, $"{why}: '{method.Name}'"));
        return new Summary(effects, ImmutableArray.Create(Place.Unknown));
    }
}
