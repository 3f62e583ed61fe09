using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Spillway.Pages;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>What a hand does to code between two builds: tokens go, change places, come twice, or come from elsewhere in the file.</summary>
internal static class CodeEdits
{
    /// <summary><paramref name="count"/> edited texts of a snippet's own code; the same seed makes the same texts.</summary>
    public static IEnumerable<string> Of(SnippetCode code, int count, int seed)
    {
        var source = code.Sources[0];
        var own = TextSpan.FromBounds(source.Before.Length, source.Text.Length - source.After.Length);
        ImmutableArray<TextSpan> tokens =
        [
            .. CSharpSyntaxTree.ParseText(source.Text, code.ParseOptions).GetRoot().DescendantTokens()
                .Select(token => token.Span)
                .Where(span => span.Length > 0 && own.Contains(span)),
        ];
        if (tokens.Length < 2)
            yield break;

        var random = new Random(seed);
        for (var made = 0; made < count; made++)
        {
            var text = SourceText.From(source.Text);
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                // Positions of the first text may lie anywhere in the second: the more surprising, the better.
                var (one, other) = (tokens[random.Next(tokens.Length)], tokens[random.Next(tokens.Length)]);
                if (Math.Max(one.End, other.End) > text.Length)
                    continue;

                text = random.Next(4) switch
                {
                    0 => text.Replace(one, ""),
                    1 => text.Replace(one, $" {text.ToString(other)} "),
                    2 => text.Replace(one.Start, 0, $" {text.ToString(other)} "),
                    _ => Swapped(text, one, other),
                };
            }

            yield return text.ToString();
        }
    }

    private static SourceText Swapped(SourceText text, TextSpan one, TextSpan other)
    {
        if (one.OverlapsWith(other))
            return text;

        return text.WithChanges(new[] { new TextChange(one, text.ToString(other)), new TextChange(other, text.ToString(one)) }.OrderBy(change => change.Span.Start));
    }
}
