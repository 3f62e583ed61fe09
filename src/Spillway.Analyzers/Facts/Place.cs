using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Where a chain of member accesses starts.</summary>
internal enum RootKind
{
    /// <summary>A local variable or range variable of the code that is looked at.</summary>
    Local,

    /// <summary>A parameter.</summary>
    Parameter,

    /// <summary>The current instance.</summary>
    This,

    /// <summary>A static field or property, or the static type that an operation belongs to.</summary>
    Static,

    /// <summary>An object that was made here and that nobody else has.</summary>
    Fresh,

    /// <summary>An object of which we do not know who else has it.</summary>
    Unknown,
}

/// <summary>
/// A piece of state: a variable, a member of what it refers to, or everything below. Longer chains are cut after the first
/// member, which errs on the side of a conflict.
/// </summary>
/// <param name="Kind">Where the chain starts.</param>
/// <param name="Root">The variable or static member; null for <see cref="RootKind.This"/> and objects without a name.</param>
/// <param name="Member">The first field or property of the chain, if there is one.</param>
/// <param name="Below">True for the content of the object; false for the variable or member itself.</param>
internal readonly record struct Place(RootKind Kind, ISymbol? Root, ISymbol? Member, bool Below)
{
    public static readonly Place Fresh = new(RootKind.Fresh, null, null, false);

    public static readonly Place Unknown = new(RootKind.Unknown, null, null, false);

    public static readonly Place This = new(RootKind.This, null, null, false);

    /// <summary>The variable of a parameter; one of a primary constructor is a field to everybody else.</summary>
    public static Place Of(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol constructor && constructor.IsPrimaryConstructor()
            ? This.Of((ISymbol)parameter)
            : new Place(RootKind.Parameter, parameter, null, false);

    /// <summary>The content of the object that this place refers to.</summary>
    public Place Content => this with { Below = true };

    /// <summary>The member <paramref name="member"/> of the object that this place refers to.</summary>
    public Place Of(ISymbol member) => Member is null && !Below ? this with { Member = member.OriginalDefinition } : Content;

    /// <summary>True when writing this place may change what reading <paramref name="other"/> gives.</summary>
    public bool Touches(Place other)
    {
        if (Kind != other.Kind || Kind is RootKind.Fresh or RootKind.Unknown || !SymbolEqualityComparer.Default.Equals(Root, other.Root))
            return false;

        if (Member is null)
            return Below ? other.Below || other.Member is not null : true;

        if (other.Member is null)
            return other.Below;

        return SymbolEqualityComparer.Default.Equals(Member, other.Member) && (!Below || other.Below);
    }

    /// <summary>How the place reads in source, as far as it has a name.</summary>
    public string Name => (Root, Member) switch
    {
        (null, null) => Kind == RootKind.This ? "this" : "an object",
        (null, { } member) => member.Name,
        ({ } root, null) => root.Name,
        var (root, member) => $"{root.Name}.{member.Name}",
    };
}
