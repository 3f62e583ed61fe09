using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// The lines of one or more catalogues, found by the name of their type. Never changes once it is built; lines of users lie over
/// those of the package.
/// </summary>
internal sealed class KnownApisTable
{
    private readonly Dictionary<string, KnownApisOfType> _types;
    private readonly KnownApisTable? _below;

    private KnownApisTable(Dictionary<string, KnownApisOfType> types, KnownApisTable? below)
    {
        _types = types;
        _below = below;
    }

    internal static KnownApisTable From(ImmutableArray<KnownApisLine> lines) => Layer(lines, below: null);

    /// <summary>A table in which these lines override the lines of this one; this one stays as it is.</summary>
    internal KnownApisTable With(ImmutableArray<KnownApisLine> lines) => lines.IsEmpty ? this : Layer(lines, this);

    /// <summary>What is known of the type of this name and its members, or null.</summary>
    internal KnownApisOfType? Find(string type) =>
        _types.TryGetValue(type, out var found) ? found : _below?.Find(type);

    private static KnownApisTable Layer(ImmutableArray<KnownApisLine> lines, KnownApisTable? below)
    {
        var types = new Dictionary<string, KnownApisOfType>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (!types.TryGetValue(line.Type, out var type))
            {
                type = new KnownApisOfType(below?.Find(line.Type));
                types.Add(line.Type, type);
            }

            type.Add(line);
        }

        foreach (var type in types.Values)
            type.Seal();

        return new KnownApisTable(types, below);
    }
}

/// <summary>
/// The lines of one type: its own, those of its members by name, and those that a pattern such as <c>Get*Async</c> gives. A line costs the
/// same however many there are: a file of users may have any number for one type.
/// </summary>
internal sealed class KnownApisOfType
{
    private readonly Dictionary<string, KnownApisLine> _members;

    /// <summary>The keys of lines for single overloads, or for those of one arity, by the bare name of their member.</summary>
    private readonly Dictionary<string, List<string>> _overloads = new(StringComparer.Ordinal);

    private readonly HashSet<string> _namesWithOverloads;

    /// <summary>Of the same pattern only the last line is kept, as if the earlier ones had not been there.</summary>
    private readonly Dictionary<(char Kind, string Member), (int Order, KnownApisLine Line)> _patterns = new();

    private KnownApisLine[] _mostSpecificFirst = Array.Empty<KnownApisLine>();
    private int _order;

    internal KnownApisOfType(KnownApisOfType? below)
    {
        _members = below is null ? new(StringComparer.Ordinal) : new(below._members, StringComparer.Ordinal);
        _namesWithOverloads = below is null ? new(StringComparer.Ordinal) : new(below._namesWithOverloads, StringComparer.Ordinal);
        Type = below?.Type;
        if (below is null)
            return;

        foreach (var pair in below._overloads)
            _overloads.Add(pair.Key, new List<string>(pair.Value));
        foreach (var line in below._mostSpecificFirst)
            AddPattern(line);
    }

    /// <summary>The line of the type itself.</summary>
    internal KnownApisLine? Type { get; private set; }

    /// <summary>Does a line name single overloads of this member, so that its parameters must be looked at?</summary>
    internal bool NamesOverloadsOf(string member) => _namesWithOverloads.Contains(member);

    /// <summary>The line that gives this name, or this name and parameter list.</summary>
    internal KnownApisLine? Member(string key) => _members.TryGetValue(key, out var line) ? line : null;

    /// <summary>The most specific pattern that covers a member of this kind and name.</summary>
    internal KnownApisLine? Pattern(char kind, string name)
    {
        foreach (var line in _mostSpecificFirst)
        {
            if (line.Covers(kind, name))
                return line;
        }

        return null;
    }

    internal void Add(KnownApisLine line)
    {
        if (line.Member is null)
        {
            Type = line;
            return;
        }

        if (line.IsPattern)
        {
            AddPattern(line);
            return;
        }

        if (line.Parameters is not null)
            _namesWithOverloads.Add(line.Member);
        else
            ForgetOverloads(line.Member);

        var key = line.Member + line.Parameters;
        _members[key] = line;
        if (Bare(line.Member) is var name && name.Length < key.Length)
        {
            if (!_overloads.TryGetValue(name, out var keys))
                _overloads.Add(name, keys = new List<string>());

            keys.Add(key);
        }
    }

    /// <summary>Nothing is added any more; from here on any thread may ask.</summary>
    internal void Seal()
    {
        _mostSpecificFirst = _patterns.Values.OrderByDescending(pattern => pattern.Line.Specificity).ThenBy(pattern => pattern.Order).Select(pattern => pattern.Line).ToArray();
    }

    private void AddPattern(KnownApisLine line) => _patterns[(line.Kind, line.Member!)] = (_order++, line);

    /// <summary>A later line for all overloads overrides earlier ones for single overloads, or for those of one arity.</summary>
    private void ForgetOverloads(string member)
    {
        if (!_overloads.TryGetValue(Bare(member), out var keys))
            return;

        foreach (var key in keys)
        {
            if (!IsOverloadOf(member, key) || !_members.TryGetValue(key, out var overload))
                continue;

            _members.Remove(key);
            _namesWithOverloads.Remove(overload.Member!);
        }

        keys.RemoveAll(key => IsOverloadOf(member, key));
    }

    private static string Bare(string member)
    {
        var arity = member.IndexOf("``", StringComparison.Ordinal);
        return arity < 0 ? member : member.Substring(0, arity);
    }

    private static bool IsOverloadOf(string member, string key) =>
        key.Length > member.Length
        && key.StartsWith(member, StringComparison.Ordinal)
        && (key[member.Length] == '(' || string.CompareOrdinal(key, member.Length, "``", 0, 2) == 0);
}
