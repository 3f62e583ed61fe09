using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Pages;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>Compares code before and after a fix.</summary>
internal static class FixedCode
{
    /// <summary>Compiler warnings of which there are more than before.</summary>
    public static IEnumerable<string> NewWarnings(Compilation before, Compilation after)
    {
        var had = Warnings(before).GroupBy(d => d.Id).ToDictionary(group => group.Key, group => group.Count());
        return Warnings(after).GroupBy(d => d.Id)
            .Where(group => group.Count() > had.GetValueOrDefault(group.Key))
            .Select(group => $"{group.Key}: {string.Join("; ", group.Select(d => d.GetMessage(null)).Distinct())}");
    }

    /// <summary>Comments of which there are fewer than before.</summary>
    public static IEnumerable<string> LostComments(Compilation before, Compilation after)
    {
        var kept = Comments(after).GroupBy(text => text).ToDictionary(group => group.Key, group => group.Count());
        return Comments(before).GroupBy(text => text)
            .Where(group => group.Count() > kept.GetValueOrDefault(group.Key))
            .Select(group => group.Key);
    }

    /// <summary>The number of using directives that <paramref name="changed"/> has beyond those of <paramref name="source"/>.</summary>
    public static int Imports(SourceDocument source, string changed) =>
        SyntaxFactory.ParseCompilationUnit(changed).Usings.Count - SyntaxFactory.ParseCompilationUnit(source.Text).Usings.Count;

    /// <summary>Where two texts part.</summary>
    public static string Difference(string expected, string? actual)
    {
        if (actual is null)
            return "";

        var line = FirstDifference(expected, actual);
        var (left, right) = (expected.TrimEnd('\n').Split('\n'), actual.TrimEnd('\n').Split('\n'));
        return $", from line {line + 1} on\n    expected: {left.ElementAtOrDefault(line) ?? "(end)"}\n    actual:   {right.ElementAtOrDefault(line) ?? "(end)"}";
    }

    /// <summary>The first line, counted from zero, in which two texts differ.</summary>
    public static int FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.TrimEnd('\n').Split('\n'), actual.TrimEnd('\n').Split('\n'));
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
            line++;

        return line;
    }

    /// <summary>A text as a block of a message.</summary>
    public static string Quote(string text) => string.Join("\n", text.TrimEnd('\n').Split('\n').Select(line => "    | " + line));

    private static IEnumerable<Diagnostic> Warnings(Compilation compilation) =>
        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Warning);

    private static IEnumerable<string> Comments(Compilation compilation) =>
        compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantTrivia())
            .Where(trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
                or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia)
            .Select(trivia => string.Join(" ", trivia.ToFullString().Split('\n').Select(line => line.Trim())).Trim());
}
