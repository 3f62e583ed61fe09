using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Spillway.Analyzers;

/// <summary>Finds the word somebody probably meant, and shows what they wrote.</summary>
internal static class Spelling
{
    /// <summary>A text that is longer is shown by its start.</summary>
    private const int MostShown = 100;

    /// <summary>
    /// A text of a user as a message can hold it: shortened, and with what nobody can see (a byte order mark, a no-break space, a NUL) by its number.
    /// </summary>
    internal static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length <= MostShown ? text : text.Substring(0, MostShown))
        {
            if (c == ' ' || !IsInvisible(c))
                shown.Append(c);
            else
                shown.Append('<').Append("U+").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)).Append('>');
        }

        return text.Length <= MostShown ? shown.ToString() : shown.Append('…').ToString();
    }

    /// <summary>The candidate with the fewest single-letter edits, or null if none is near enough to be meant.</summary>
    internal static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word, candidate);
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    private static bool IsInvisible(char c) => char.IsWhiteSpace(c) || CharUnicodeInfo.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;

    /// <summary>Levenshtein's distance without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                var next = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }

        return row[b.Length];
    }
}
