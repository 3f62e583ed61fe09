using System;
using System.Collections.Generic;
using System.Collections.Immutable;

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

        return new KnownApisTable(types, below);
    }
}

/// <summary>The lines of one type: its own, those of its members by name, and those that a pattern such as <c>Get*Async</c> gives.</summary>
internal sealed class KnownApisOfType
{
    private readonly Dictionary<string, KnownApisLine> _members;
    private readonly HashSet<string> _namesWithOverloads;

    /// <summary>The most specific first; of the same pattern only the last line is kept.</summary>
    private readonly List<KnownApisLine> _patterns;

    internal KnownApisOfType(KnownApisOfType? below)
    {
        _members = below is null ? new(StringComparer.Ordinal) : new(below._members, StringComparer.Ordinal);
        _namesWithOverloads = below is null ? new(StringComparer.Ordinal) : new(below._namesWithOverloads, StringComparer.Ordinal);
        _patterns = below is null ? new() : new(below._patterns);
        Type = below?.Type;
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
        foreach (var line in _patterns)
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

        _members[line.Member + line.Parameters] = line;
    }

    private void AddPattern(KnownApisLine line)
    {
        _patterns.RemoveAll(p => p.Kind == line.Kind && p.Member == line.Member);
        var at = _patterns.FindIndex(p => p.Specificity < line.Specificity);
        _patterns.Insert(at < 0 ? _patterns.Count : at, line);
    }

    /// <summary>A later line for all overloads overrides earlier ones for single overloads, or for those of one arity.</summary>
    private void ForgetOverloads(string member)
    {
        foreach (var key in new List<string>(_members.Keys))
        {
            if (key.StartsWith(member, StringComparison.Ordinal) && IsOverload(key, member.Length))
                _members.Remove(key);
        }

        _namesWithOverloads.RemoveWhere(name => name == member || name.StartsWith(member + "``", StringComparison.Ordinal));
    }

    private static bool IsOverload(string key, int end) =>
        end < key.Length && (key[end] == '(' || string.CompareOrdinal(key, end, "``", 0, 2) == 0);
}
