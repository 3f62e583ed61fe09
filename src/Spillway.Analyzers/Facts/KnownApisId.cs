using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers.Facts;

/// <summary>Documentation-comment ids as the catalogue writes them.</summary>
internal static class KnownApisId
{
    private const string Example = "'M:System.IO.File.ReadAllText' or 'T:System.Collections.Generic.List`1'";

    /// <summary>What keeps the text from being an id, as a sentence for the user; null if nothing does.</summary>
    internal static string? WhatIsWrong(string id)
    {
        if (id.Length < 3 || id[1] != ':' || "TMPFE".IndexOf(id[0]) < 0)
            return $"'{Spelling.Shown(id)}' is no documentation id: it must begin with T:, M:, P:, F: or E:, as in {Example}";

        var open = id.IndexOf('(');
        var name = open < 0 ? id.Substring(2) : id.Substring(2, open - 2);
        if (open >= 0 && (id[0] is not ('M' or 'P') || !id.EndsWith(")", StringComparison.Ordinal) && id.IndexOf(")~", StringComparison.Ordinal) < 0))
            return $"'{Spelling.Shown(id)}' is no documentation id: only methods and indexers have a parameter list, and it ends with ')'";

        if (open >= 0 && HasBlank(id))
            return $"'{Spelling.Shown(id)}' is no documentation id: it has no blanks, also not between parameters";

        var dot = name.LastIndexOf('.');
        if (id[0] != 'T' && dot < 0)
            return $"'{Spelling.Shown(id)}' is no documentation id: a member follows its type and a dot, as in {Example}";

        var parts = name.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            var isMember = last && id[0] != 'T';
            if (isMember && open < 0 && IsPattern(parts[i]))
                continue;

            if (!IsPart(parts[i], isMember))
                return $"'{Spelling.Shown(id)}' is no documentation id: '{Spelling.Shown(parts[i])}' is no name in it; generic arity is written as `1 (of a method as ``1), as in {Example}";
        }

        return null;
    }

    /// <summary>Takes an id that was found right apart into type, member and parameters.</summary>
    internal static KnownApisLine Split(string id, ApiFlags flags, string? twin, TextSpan span)
    {
        if (id[0] == 'T')
            return new KnownApisLine('T', id.Substring(2), null, null, flags, twin, span);

        var open = id.IndexOf('(');
        var name = open < 0 ? id.Substring(2) : id.Substring(2, open - 2);
        var dot = name.LastIndexOf('.');
        return new KnownApisLine(id[0], name.Substring(0, dot), name.Substring(dot + 1), open < 0 ? null : id.Substring(open), flags, twin, span);
    }

    /// <summary>Is this a plain identifier?</summary>
    internal static bool IsName(string text)
    {
        if (text.Length == 0 || !(char.IsLetter(text[0]) || text[0] == '_'))
            return false;

        foreach (var c in text)
        {
            if (!(char.IsLetterOrDigit(c) || c == '_'))
                return false;
        }

        return true;
    }

    /// <summary>A member's name as documentation ids spell it.</summary>
    internal static string NameOf(ISymbol member)
    {
        var name = member is IPropertySymbol ? member.MetadataName : member.Name;
        return name.IndexOf('.') < 0 ? name : name.Replace('.', '#');
    }

    /// <summary>The letter with which the id of a member begins.</summary>
    internal static char KindOf(ISymbol member) => member.Kind switch
    {
        SymbolKind.Method => 'M',
        SymbolKind.Property => 'P',
        SymbolKind.Field => 'F',
        SymbolKind.Event => 'E',
        _ => 'T',
    };

    /// <summary>Does this type have a method of this name, declared or inherited?</summary>
    internal static bool HasMethod(INamedTypeSymbol type, string name) =>
        type.SelfAndBases().Concat(type.AllInterfaces).Any(level => level.GetMembers(name).Any(m => m is IMethodSymbol));

    /// <summary>A name with one star, which may also stand alone.</summary>
    private static bool IsPattern(string part)
    {
        var star = part.IndexOf('*');
        return star >= 0 && (part.Length == 1 || IsName(part.Remove(star, 1)));
    }

    private static bool IsPart(string part, bool isMember)
    {
        if (isMember && part is "#ctor" or "#cctor")
            return true;

        // Explicit implementations spell the dots of the interface as '#'.
        var tick = part.IndexOf('`');
        var name = tick < 0 ? part : part.Substring(0, tick);
        if (isMember)
            name = name.Replace("#", "");

        if (!IsName(name))
            return false;

        if (tick < 0)
            return true;

        // One tick for a type, two for a method; a number as the compiler writes it, which has no sign and no leading zero.
        var arity = part.Substring(tick).TrimStart('`');
        return part.Length - tick - arity.Length == (isMember ? 2 : 1)
            && arity.Length is 1 or 2 && arity[0] is >= '1' and <= '9' && arity[arity.Length - 1] is >= '0' and <= '9';
    }

    private static bool HasBlank(string id)
    {
        foreach (var c in id)
        {
            if (char.IsWhiteSpace(c))
                return true;
        }

        return false;
    }
}
