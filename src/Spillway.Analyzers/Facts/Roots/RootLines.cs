using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What the catalogue says of what frameworks call, found by type, by member, and by the shape of a generic interface.</summary>
internal sealed class RootLines
{
    private static readonly Lazy<RootLines> Package = new(() => new RootLines(KnownApis.EmbeddedFile.Lines.Where(IsRoot)));

    private readonly ImmutableArray<KnownApisLine> _lines;
    private readonly KnownApisTable _table;
    private readonly ILookup<string, KnownApisLine> _shapes;
    private readonly HashSet<string> _typeNames;
    private readonly HashSet<string> _names;
    private readonly ImmutableArray<string> _prefixes;

    private RootLines(IEnumerable<KnownApisLine> lines)
    {
        _lines = lines.Select(line => line.Only(KnownApisFlags.Roots)).ToImmutableArray();
        _table = KnownApisTable.From(_lines);
        _typeNames = new(_lines.Select(line => line.Type.Substring(line.Type.LastIndexOf('.') + 1)), StringComparer.Ordinal);

        // A project's own IRequestHandler<,> is called as the well-known one is.
        _shapes = _lines.Where(line => line.Kind == 'M' && line.Type.IndexOf('`') > 0).ToLookup(line => line.Type.Substring(line.Type.LastIndexOf('.') + 1));

        var members = _lines.Where(line => line.Kind is 'M' or 'E').ToList();
        _names = new(members.Where(line => !line.IsPattern).Select(line => line.Member == "#ctor" ? SimpleName(line.Type) : line.Member!), StringComparer.Ordinal);
        _prefixes = members.Where(line => line.IsPattern).Select(line => line.Member!.Substring(0, line.Member.IndexOf('*'))).Distinct().ToImmutableArray();
    }

    /// <summary>The lines that come with the package.</summary>
    public static RootLines OfPackage => Package.Value;

    /// <summary>The lines of the package, and those of users, if there are any.</summary>
    public static RootLines Of(KnownApis apis)
    {
        var own = apis.OwnLines.Where(IsRoot).ToList();
        return own.Count == 0 ? OfPackage : new RootLines(KnownApis.EmbeddedFile.Lines.Where(IsRoot).Concat(own));
    }

    /// <summary>The types that code which is called on such an occasion needs.</summary>
    public IEnumerable<string> TypesOf(ApiFlags occasion) =>
        _lines.Where(line => (line.Flags & occasion) != 0).Select(line => line.Type).Distinct();

    /// <summary>Could a member of this name, or the constructor of a type of this name, take a delegate that the framework calls?</summary>
    public bool MayBeNamed(string name) => _names.Contains(name) || _prefixes.Any(prefix => prefix.Length > 0 && name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>What a line says of the type itself.</summary>
    public Occasion? Of(INamedTypeSymbol type) => OccasionOf(LinesOf(type)?.Type);

    /// <summary>What a line says of this very member.</summary>
    public Occasion? Of(ISymbol member)
    {
        var definition = (member as IMethodSymbol)?.ReducedFrom ?? member;
        definition = definition.OriginalDefinition;
        if (definition.ContainingType is not { } type)
            return null;

        var name = KnownApisId.NameOf(definition);
        if (LinesOf(type.OriginalDefinition) is { } lines)
            return OccasionOf(lines.Member(name) ?? lines.Pattern(KnownApisId.KindOf(definition), name));

        return type.TypeKind == TypeKind.Interface && type.Arity > 0
            ? OccasionOf(_shapes[type.MetadataName].FirstOrDefault(line => line.Member == name || line.Covers('M', name)))
            : null;
    }

    private KnownApisOfType? LinesOf(INamedTypeSymbol type)
    {
        // The whole name has to be put together; hardly any type has a simple name that occurs.
        if (!_typeNames.Contains(type.MetadataName))
            return null;

        var id = type.OriginalDefinition.GetDocumentationCommentId();
        return id is not null && id.StartsWith("T:", StringComparison.Ordinal) ? _table.Find(id.Substring(2)) : null;
    }

    private static bool IsRoot(KnownApisLine line) => (line.Flags & ApiFlags.Root) != 0;

    private static Occasion? OccasionOf(KnownApisLine? line) => (line?.Flags & KnownApisFlags.Occasions) switch
    {
        ApiFlags.Request => Occasion.Request,
        ApiFlags.Message => Occasion.Message,
        ApiFlags.Timer => Occasion.Timer,
        ApiFlags.Event => Occasion.Event,
        ApiFlags.Ui => Occasion.Ui,
        ApiFlags.Background => Occasion.Background,
        _ => null,
    };

    private static string SimpleName(string type)
    {
        var name = type.Substring(type.LastIndexOf('.') + 1);
        var tick = name.IndexOf('`');
        return tick < 0 ? name : name.Substring(0, tick);
    }
}
