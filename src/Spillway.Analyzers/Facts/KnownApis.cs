using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// What does this symbol do? Answers from the embedded catalogue and the users' <c>*.spillway.txt</c> files. Safe for concurrent use;
/// every symbol is looked up once per compilation.
/// </summary>
internal sealed class KnownApis
{
    internal const string FileEnding = ".spillway.txt";

    private static readonly Lazy<KnownApisFile> Embedded = new(ReadEmbedded);
    private static readonly Lazy<KnownApisTable> EmbeddedTable = new(() => KnownApisTable.From(Behaviour(Embedded.Value.Lines)));

    private static readonly Lazy<ImmutableHashSet<string>> NamesOfThread = new(() => NamesWith(ApiFlags.Thread));

    private readonly KnownApisTable _table;
    private readonly ImmutableArray<KnownApisFile> _files;
    private readonly Lazy<ImmutableArray<CatalogueError>> _errors;
    private readonly ConcurrentDictionary<ISymbol, Answer> _answers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, KnownApisOfType?> _types = new(SymbolEqualityComparer.Default);

    internal KnownApis(Compilation compilation, ImmutableArray<AdditionalText> additional, CancellationToken cancel)
        : this(EmbeddedTable.Value, compilation, additional, cancel)
    {
    }

    private KnownApis(KnownApisTable embedded, Compilation compilation, ImmutableArray<AdditionalText> additional, CancellationToken cancel)
    {
        _files = ReadFiles(additional, cancel);
        _table = _files.Aggregate(embedded, (table, file) => table.With(Behaviour(file.Lines)));
        _errors = new(() => KnownApisResolver.ErrorsOf(_files, compilation));
    }

    /// <summary>The method outside that a method of an interface in source stands for; what is known of it holds for both.</summary>
    internal Func<IMethodSymbol, IMethodSymbol?> OutsideOf { get; init; } = _ => null;

    /// <summary>What the users' files say that cannot be used; the ids are only checked when this is asked for.</summary>
    internal ImmutableArray<CatalogueError> Errors => _errors.Value;

    /// <summary>What the users' files say.</summary>
    internal IEnumerable<KnownApisLine> OwnLines => _files.SelectMany(file => file.Lines);

    /// <summary>The names of the members that belong to the thread that runs them, as far as the package knows.</summary>
    internal static ImmutableHashSet<string> ThreadNames => NamesOfThread.Value;

    /// <summary>The names of the members of which the package knows all this: what a search in syntax has to look for.</summary>
    internal static ImmutableHashSet<string> NamesWith(ApiFlags flags) =>
        Embedded.Value.Lines.Where(line => (line.Flags & flags) == flags).Select(line => line.Name).OfType<string>().ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>The catalogue that comes with the package, as it was read.</summary>
    internal static KnownApisFile EmbeddedFile => Embedded.Value;

    /// <summary>
    /// What is known of a method, property, field, event or type; <see cref="ApiFlags.None"/> where nothing is. For a metadata
    /// property without a line of its own, its getter only reads the receiver.
    /// </summary>
    internal ApiFlags Of(ISymbol symbol) => AnswerFor(symbol).Flags;

    /// <summary>The name of the asynchronous method that does the same, if the catalogue gives one.</summary>
    internal string? TwinOf(IMethodSymbol method) => AnswerFor(method).Twin;

    /// <summary>Does a line speak of this symbol, directly or through a base type, an interface or the type it returns?</summary>
    internal bool IsKnown(ISymbol symbol) => AnswerFor(symbol).IsKnown;

    /// <summary>True for what only writes into a log, as the catalogue or the attribute of a generator says.</summary>
    internal bool Logs(IMethodSymbol method) => (Of(method) & ApiFlags.Logs) != 0 || method.OnlyLogs();

    /// <summary>What the package knows, without the files of users: what fixes have, to whom those files are not given.</summary>
    internal static KnownApis Shipped(Compilation compilation) => new(compilation, ImmutableArray<AdditionalText>.Empty, CancellationToken.None);

    /// <summary>A catalogue over these lines alone, for tests of the matching.</summary>
    internal static KnownApis Over(string lines, Compilation compilation, ImmutableArray<AdditionalText> additional)
    {
        var file = KnownApisReader.Read("lines", SourceText.From(lines), CancellationToken.None);
        return new KnownApis(KnownApisTable.From(Behaviour(file.Lines)), compilation, additional, CancellationToken.None);
    }

    private Answer AnswerFor(ISymbol symbol)
    {
        if (symbol is IArrayTypeSymbol)
            return Answer.Array;

        var definition = DefinitionOf(symbol);
        if (_answers.TryGetValue(definition, out var known))
            return known;

        return _answers.GetOrAdd(definition, Compute(definition));
    }

    private static ISymbol DefinitionOf(ISymbol symbol)
    {
        var definition = symbol.OriginalDefinition;
        return definition is IMethodSymbol { ReducedFrom: { } unreduced } ? unreduced.OriginalDefinition : definition;
    }

    private Answer Compute(ISymbol definition)
    {
        switch (definition)
        {
            case INamedTypeSymbol type:
                return Answer.Of(LineOf(type));

            case ITypeParameterSymbol parameter:
                return Answer.Of(parameter.ConstraintTypes.OfType<INamedTypeSymbol>().Select(LineOf).FirstOrDefault(l => l is not null));

            case IMethodSymbol { AssociatedSymbol: { } owner } accessor:
                return OfAccessor(accessor, AnswerFor(owner));

            case IMethodSymbol method:
                return (LineOfMember(method) ?? (OutsideOf(method) is { } outside ? LineOfMember(outside) : null)) is { } named ? Answer.Of(named, method) : OfReturnType(method);

            case IPropertySymbol property:
                return LineOfMember(property) is { } line ? Answer.Of(line) : Answer.OfProperty(property);

            case IEventSymbol or IFieldSymbol:
                return Answer.Of(LineOfMember(definition));

            default:
                return Answer.Unknown;
        }
    }

    /// <summary>The default for properties holds for reading them; a setter is known only by a line.</summary>
    private static Answer OfAccessor(IMethodSymbol accessor, Answer owner)
    {
        if (accessor.MethodKind == MethodKind.PropertyGet)
            return owner;

        // What a line says of reading a property is not true of writing it.
        var reading = owner.Flags & (ApiFlags.ReadsReceiver | ApiFlags.Pure);
        return reading == ApiFlags.None ? owner
            : owner.IsKnown ? new Answer(owner.Flags & ~reading | ApiFlags.Local, null, isKnown: true)
            : Answer.Unknown;
    }

    /// <summary>Some types are the outside call themselves, such as the call object of a generated gRPC client.</summary>
    private Answer OfReturnType(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.Constructor || method.ReturnType is not INamedTypeSymbol returned)
            return Answer.Unknown;

        var line = LineOf(returned.OriginalDefinition);
        var outside = line is null ? ApiFlags.None : line.Flags & KnownApisFlags.Outside;
        return outside == ApiFlags.None ? Answer.Unknown : new Answer(outside, null, isKnown: true);
    }

    /// <summary>The most derived line wins: the type, what it adds as interfaces, its base type, and so on.</summary>
    private KnownApisLine? LineOf(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType?.OriginalDefinition)
        {
            if (LinesOf(level)?.Type is { } own)
                return own;

            if (LineOfInterfaces(level) is { } inherited)
                return inherited;
        }

        return null;
    }

    /// <summary>
    /// Of the interfaces that a type adds to its base type the most derived one speaks; where several do, the cautious word counts.
    /// </summary>
    private KnownApisLine? LineOfInterfaces(INamedTypeSymbol type)
    {
        // Metadata lists inherited interfaces beside the declared ones, so nearness must be asked of the interfaces themselves.
        var candidates = type.Interfaces.SelectMany(i => i.AllInterfaces.Insert(0, i))
            .Where(i => LinesOf(i.OriginalDefinition)?.Type is not null)
            .ToList();
        KnownApisLine? found = null;
        foreach (var candidate in candidates)
        {
            if (candidates.Any(other => other.AllInterfaces.Contains(candidate, SymbolEqualityComparer.Default)))
                continue;

            var line = LinesOf(candidate.OriginalDefinition)!.Type!;
            if (found is null || Caution(line.Flags) > Caution(found.Flags))
                found = line;
        }

        return found;
    }

    private static int Caution(ApiFlags flags) =>
        (flags & ApiFlags.Confined) != 0 ? 3 : (flags & ApiFlags.Collection) != 0 ? 2 : (flags & ApiFlags.Shareable) != 0 ? 1 : 0;

    /// <summary>
    /// The line for a member: its own, else that of what it overrides, else that of the interface member it implements. Members in
    /// source are known by their bodies, so only their own line counts there.
    /// </summary>
    private KnownApisLine? LineOfMember(ISymbol member)
    {
        if (OwnLine(member) is { } own)
            return own;

        if (!member.DeclaringSyntaxReferences.IsEmpty)
            return null;

        for (var overridden = Overridden(member); overridden is not null; overridden = Overridden(overridden))
        {
            if (OwnLine(overridden.OriginalDefinition) is { } line)
                return line;
        }

        return LineOfHidden(member) ?? LineOfImplemented(member);
    }

    /// <summary>A derived type hides a member where it gives a type of its own: the <c>ExecuteReader</c> of every database's command.</summary>
    private KnownApisLine? LineOfHidden(ISymbol member)
    {
        if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsOverride: false } method)
            return null;

        for (var level = method.ContainingType?.BaseType; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            if (LinesOf(level.OriginalDefinition) is null)
                continue;

            foreach (var hidden in level.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                if (hidden.IsStatic == method.IsStatic && hidden.Arity == method.Arity
                    && hidden.Parameters.Select(p => p.Type).SequenceEqual(method.Parameters.Select(p => p.Type), SymbolEqualityComparer.Default)
                    && OwnLine(hidden.OriginalDefinition) is { } line)
                {
                    return line;
                }
            }
        }

        return null;
    }

    private KnownApisLine? LineOfImplemented(ISymbol member)
    {
        if (member.IsStatic || member.ContainingType is not { TypeKind: TypeKind.Class or TypeKind.Struct } type)
            return null;

        foreach (var implemented in type.AllInterfaces)
        {
            if (LinesOf(implemented.OriginalDefinition) is null)
                continue;

            foreach (var candidate in implemented.GetMembers())
            {
                if (candidate.Kind == member.Kind
                    && member.Name.EndsWith(candidate.Name, StringComparison.Ordinal)
                    && OwnLine(candidate.OriginalDefinition) is { } line
                    && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(candidate)?.OriginalDefinition, member))
                {
                    return line;
                }
            }
        }

        return null;
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        IEventSymbol @event => @event.OverriddenEvent,
        _ => null,
    };

    /// <summary>One overload, then all overloads with this arity, then all overloads, then the patterns of the type.</summary>
    private KnownApisLine? OwnLine(ISymbol member)
    {
        if (member.ContainingType is not { } type || LinesOf(type.OriginalDefinition) is not { } lines)
            return null;

        var name = KnownApisId.NameOf(member);
        var arity = member is IMethodSymbol { Arity: > 0 } generic ? name + "``" + generic.Arity : null;
        return ExactLine(lines, member, name, arity)
            ?? (arity is null ? null : lines.Member(arity))
            ?? lines.Member(name)
            ?? lines.Pattern(KnownApisId.KindOf(member), name);
    }

    private static KnownApisLine? ExactLine(KnownApisOfType lines, ISymbol member, string name, string? arity)
    {
        if (!lines.NamesOverloadsOf(arity ?? name))
            return null;

        var id = member.GetDocumentationCommentId();
        var open = id?.IndexOf('(') ?? -1;
        return lines.Member((arity ?? name) + (open < 0 ? "()" : id!.Substring(open)));
    }

    private KnownApisOfType? LinesOf(INamedTypeSymbol type)
    {
        if (_types.TryGetValue(type, out var known))
            return known;

        // Error types have an id of their own kind; nothing is known of them.
        var id = type.GetDocumentationCommentId();
        var lines = id is not null && id.StartsWith("T:", StringComparison.Ordinal) ? _table.Find(id.Substring(2)) : null;
        return _types.GetOrAdd(type, lines);
    }

    private static ImmutableArray<KnownApisFile> ReadFiles(ImmutableArray<AdditionalText> additional, CancellationToken cancel)
    {
        // A project may list a file that is also found by itself.
        var files = ImmutableArray.CreateBuilder<KnownApisFile>();
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in additional)
        {
            if (text.Path.EndsWith(FileEnding, StringComparison.OrdinalIgnoreCase) && read.Add(text.Path) && text.GetText(cancel) is { } source)
                files.Add(KnownApisReader.Read(text.Path, source, cancel));
        }

        return files.ToImmutable();
    }

    private static ImmutableArray<KnownApisLine> Behaviour(ImmutableArray<KnownApisLine> lines) =>
        lines.Where(line => line.Twin is not null || (line.Flags & ~KnownApisFlags.Roots) != 0).Select(line => line.Only(~KnownApisFlags.Roots)).ToImmutableArray();

    private static KnownApisFile ReadEmbedded()
    {
        using var stream = typeof(KnownApis).Assembly.GetManifestResourceStream("KnownApis.txt")!;
        return KnownApisReader.Read("KnownApis.txt", SourceText.From(stream), CancellationToken.None);
    }

    /// <summary>What was found for one symbol.</summary>
    private readonly struct Answer
    {
        internal static readonly Answer Unknown = default;
        internal static readonly Answer Array = new(ApiFlags.Collection, null, isKnown: true);

        internal Answer(ApiFlags flags, string? twin, bool isKnown)
        {
            Flags = flags;
            Twin = twin;
            IsKnown = isKnown;
        }

        internal ApiFlags Flags { get; }

        internal string? Twin { get; }

        internal bool IsKnown { get; }

        internal static Answer Of(KnownApisLine? line) => line is null ? Unknown : new Answer(line.Flags, null, isKnown: true);

        /// <summary>Older versions of a library may lack the twin that the line names.</summary>
        internal static Answer Of(KnownApisLine line, IMethodSymbol method)
        {
            var twin = line.TwinOf(method.Name);
            return new Answer(line.Flags, twin is not null && KnownApisId.HasMethod(method.ContainingType, twin) ? twin : null, isKnown: true);
        }

        internal static Answer OfProperty(IPropertySymbol property) =>
            property.IsStatic || property.GetMethod is null || !property.DeclaringSyntaxReferences.IsEmpty
                ? Unknown
                : new Answer(ApiFlags.ReadsReceiver, null, isKnown: false);
    }
}
