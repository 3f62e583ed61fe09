using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers.Facts;

/// <summary>Finds names by looking through text: only what is found is looked at as syntax.</summary>
internal static class NamesInSource
{
    private const int Chunk = 4096;

    /// <summary>The names spelled so below <paramref name="scope"/>, in source order, without those in comments and directives.</summary>
    public static IEnumerable<SimpleNameSyntax> Named(this SyntaxNode scope, string name) =>
        scope.Words(name).Select(token => token.Parent).OfType<SimpleNameSyntax>();

    /// <summary>The expression that a name is the last word of, with what it belongs to: all of <c>this.field</c>.</summary>
    public static ExpressionSyntax WithOwner(this SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    /// <summary>True within <c>nameof(…)</c>, where nothing is used.</summary>
    public static bool IsOnlyNamed(this SyntaxNode name) =>
        name.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });

    /// <summary>The identifiers and keywords spelled so below <paramref name="scope"/>, in source order.</summary>
    public static IEnumerable<SyntaxToken> Words(this SyntaxNode scope, string word)
    {
        Patience.Check();
        var names = SourceNames.Of(scope.SyntaxTree);
        if (word.Length == 0 || !names.MayHave(word))
            return Enumerable.Empty<SyntaxToken>();

        return names.IsVeiled ? scope.DescendantTokens().Where(token => token.ValueText == word) : InText(scope, word);
    }

    private static IEnumerable<SyntaxToken> InText(SyntaxNode scope, string word)
    {
        var text = scope.SyntaxTree.GetText();
        foreach (var at in PlacesOf(word, text, scope.Span))
        {
            var token = scope.FindToken(at);

            // A name may have an '@' ahead of it.
            if (token.Span.End == at + word.Length && token.SpanStart >= at - 1 && token.ValueText == word)
                yield return token;
        }
    }

    /// <summary>Where the word stands by itself, and not as a part of another one.</summary>
    private static IEnumerable<int> PlacesOf(string word, SourceText text, TextSpan span)
    {
        var end = Math.Min(span.End, text.Length);
        var buffer = new char[Math.Min(Chunk, end - span.Start)];
        for (var from = span.Start; from < end; from += buffer.Length)
        {
            var count = Math.Min(buffer.Length, end - from);
            text.CopyTo(from, buffer, 0, count);
            for (var i = Array.IndexOf(buffer, word[0], 0, count); i >= 0; i = Array.IndexOf(buffer, word[0], i + 1, count - i - 1))
            {
                var at = from + i;
                if (at + word.Length <= end && (at == 0 || !SourceNames.IsPart(text[at - 1])) && IsAt(word, text, at)
                    && (at + word.Length == text.Length || !SourceNames.IsPart(text[at + word.Length])))
                {
                    yield return at;
                }
            }
        }
    }

    private static bool IsAt(string word, SourceText text, int at)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (text[at + i] != word[i])
                return false;
        }

        return true;
    }
}
