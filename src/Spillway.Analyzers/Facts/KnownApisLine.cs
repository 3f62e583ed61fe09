using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers.Facts;

/// <summary>One line of a catalogue that could be read: an id and what is known of it.</summary>
internal sealed class KnownApisLine
{
    internal KnownApisLine(char kind, string type, string? member, string? parameters, ApiFlags flags, string? twin, TextSpan idSpan)
    {
        Kind = kind;
        Type = type;
        Member = member;
        Parameters = parameters;
        Flags = flags;
        Twin = twin;
        IdSpan = idSpan;
    }

    /// <summary>The letter before the colon: T, M, P, F or E.</summary>
    internal char Kind { get; }

    /// <summary>The type's name as documentation ids spell it: <c>System.Collections.Generic.List`1</c>.</summary>
    internal string Type { get; }

    /// <summary>The member's name, with its arity if the line gives one; a pattern such as <c>Get*Async</c>; null for a type.</summary>
    internal string? Member { get; }

    /// <summary>What code calls the member, without its arity; null for a type.</summary>
    internal string? Name => Member?.Split('`')[0];

    /// <summary>The parameter list with its parentheses; null where the line means all overloads.</summary>
    internal string? Parameters { get; }

    internal ApiFlags Flags { get; }

    /// <summary>The name of the asynchronous form, in which <c>*</c> stands for the member's own name.</summary>
    internal string? Twin { get; }

    internal TextSpan IdSpan { get; }

    internal string Id => Kind + ":" + Type + (Member is null ? "" : "." + Member) + Parameters;

    internal bool IsPattern => Member is not null && Member.IndexOf('*') >= 0;

    /// <summary>Of two patterns the longer one says more; at the same length the one for properties does.</summary>
    internal int Specificity => Member is null ? 0 : Member.Length * 2 + (Kind == 'P' ? 1 : 0);

    /// <summary>Does the pattern of this line cover such a member? <c>M:*</c> covers every member, other patterns one kind.</summary>
    internal bool Covers(char kind, string name)
    {
        if (Member is null || (kind != Kind && !(Kind == 'M' && Member == "*")))
            return false;

        var star = Member.IndexOf('*');
        return star >= 0
            && name.Length >= Member.Length - 1
            && string.CompareOrdinal(name, 0, Member, 0, star) == 0
            && string.CompareOrdinal(name, name.Length - (Member.Length - star - 1), Member, star + 1, Member.Length) == 0;
    }

    /// <summary>The same line with these flags only.</summary>
    internal KnownApisLine Only(ApiFlags flags) => (Flags & ~flags) == 0 ? this : new(Kind, Type, Member, Parameters, Flags & flags, Twin, IdSpan);

    /// <summary>The asynchronous form of the member of this name.</summary>
    internal string? TwinOf(string name) => Twin?.Replace("*", name);

    public override string ToString() => Id + " : " + KnownApisFlags.Describe(Flags);
}

/// <summary>A line that cannot be used: where it stands, what is wrong, and what to do.</summary>
internal readonly struct CatalogueError
{
    internal CatalogueError(string path, TextSpan span, LinePositionSpan lines, string message)
    {
        Path = path;
        Span = span;
        Lines = lines;
        Message = message;
    }

    internal string Path { get; }

    internal TextSpan Span { get; }

    internal LinePositionSpan Lines { get; }

    internal string Message { get; }

    public override string ToString() => Path + "(" + (Lines.Start.Line + 1) + "): " + Message;
}

/// <summary>What a file holds: the lines that can be used and the errors of the others.</summary>
internal readonly struct KnownApisFile
{
    internal KnownApisFile(string path, SourceText text, ImmutableArray<KnownApisLine> lines, IReadOnlyList<CatalogueError> errors)
    {
        Path = path;
        Text = text;
        Lines = lines;
        Errors = errors;
    }

    internal string Path { get; }

    internal SourceText Text { get; }

    internal ImmutableArray<KnownApisLine> Lines { get; }

    internal IReadOnlyList<CatalogueError> Errors { get; }
}
