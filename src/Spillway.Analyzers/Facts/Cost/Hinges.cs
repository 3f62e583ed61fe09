using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Is work that depends on an argument long for the arguments that a call gives?</summary>
internal sealed class Hinges
{
    // Fewer rounds of a key derivation than this are over before anybody notices.
    private const int FewRounds = 2_000;

    private readonly ConcurrencyModel _model;
    private readonly InputSize _sizes;
    private readonly SentLists _lists;

    public Hinges(ConcurrencyModel model)
    {
        _model = model;
        _sizes = new InputSize(model);
        _lists = new SentLists(model);
    }

    /// <summary><paramref name="work"/> that takes so many rounds: none where these are few.</summary>
    public Burden? ForRounds(Burden work, IOperation? rounds)
    {
        rounds = rounds?.Unwrapped();
        if (rounds is ILocalReferenceOperation { Local: var local } && _model.ProvenanceAt(rounds).ValuesOf(local) is { Count: 1 } values)
            rounds = values[0]?.Unwrapped();

        return rounds switch
        {
            { ConstantValue: { HasValue: true, Value: int and < FewRounds } } => null,
            IParameterReferenceOperation { Parameter: var parameter } => work with { Hinge = new Hinge(parameter, IsSize: false) },
            _ => work with { Hinge = null },
        };
    }

    /// <summary><paramref name="work"/> on such data: none where nobody says that it may be large.</summary>
    public Burden? ForSize(Burden work, IOperation data, bool isParsed) => _sizes.Of(data, isParsed) switch
    {
        { Because: { } because } => work with { Size = because, Hinge = null },
        { Parameter: { } parameter } => work with { Hinge = new Hinge(parameter, IsSize: true) { IsParsed = isParsed } },
        _ => null,
    };

    /// <summary>The work of a callee with the arguments of <paramref name="call"/>.</summary>
    public Burden? AtCall(Burden work, IOperation call)
    {
        if (work.Hinge is not { } hinge)
            return work;

        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => default,
        };
        var isOf = !arguments.IsDefault && CallSite.TargetOf(call) is { } target && IsOf(hinge.Parameter, target);
        IOperation? Given(IParameterSymbol parameter) => isOf ? arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal)?.Value : null;

        var given = Given(hinge.Parameter);
        if (hinge.With is { } with)
            return given is not null && Given(with) is { } other && _lists.Are(given, other) ? work with { Size = _sizes.Of(given, onlyFiles: false).Because ?? _sizes.Of(other, onlyFiles: false).Because, Hinge = null } : null;
        return given is null ? work : hinge.IsSize ? ForSize(work, given, hinge.IsParsed) : ForRounds(work, given);
    }

    /// <summary>Where no caller is left to ask: rounds that come from outside are many, data is large only where a client sends it.</summary>
    public Burden? Settled(Burden? work)
    {
        if (work is not { Hinge: { } hinge })
            return work;
        if (!hinge.IsSize)
            return work with { Hinge = null };

        // Where the function itself gets what a client sends, that was seen there.
        if (hinge.With is not null)
            return null;
        return _sizes.Of(hinge.Parameter, hinge.IsParsed) is { } because ? work with { Size = because, Hinge = null } : null;
    }

    // The parameter may be that of an implementation; the one that is called has as many.
    private static bool IsOf(IParameterSymbol parameter, IMethodSymbol target) =>
        parameter.ContainingSymbol is IMethodSymbol { Name: var name } owner && name == target.Name && owner.Parameters.Length == (target.ReducedFrom ?? target).Parameters.Length;
}
