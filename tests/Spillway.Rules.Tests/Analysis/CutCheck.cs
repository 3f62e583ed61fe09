using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Spillway.Pages;

namespace Spillway.Rules.Tests.Analysis;

/// <summary>Half-typed code: a snippet is cut after each of its tokens, and no rule may throw.</summary>
internal static class CutCheck
{
    /// <summary>The positions at which to cut: the end of every token of the snippet's own code.</summary>
    public static ImmutableArray<int> CutsOf(SnippetCode code)
    {
        var source = code.Sources[0];
        var own = TextSpan.FromBounds(source.Before.Length, source.Text.Length - source.After.Length);
        return
        [
            .. CSharpSyntaxTree.ParseText(source.Text, code.ParseOptions).GetRoot().DescendantTokens()
                .Where(token => token.Span.Length > 0 && own.Contains(token.Span))
                .Select(token => token.Span.End),
        ];
    }

    /// <summary>What the rules threw on <paramref name="code"/>, cut at each of <paramref name="cuts"/>.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(AnalyzerSet rules, SnippetCode code, IEnumerable<int> cuts)
    {
        var failures = new List<string>();
        var source = code.Sources[0];
        var whole = code.Compile(rules.Descriptors);
        var options = code.AnalyzerOptions();
        var tree = whole.SyntaxTrees[0];
        foreach (var cut in cuts)
        {
            // The references stay bound: only the one tree is exchanged.
            var half = CSharpSyntaxTree.ParseText(source.Text[..cut], code.ParseOptions, source.Path);
            var (findings, crashes) = await rules.AnalyseAsync(whole.ReplaceSyntaxTree(tree, half), options);
            var problems = crashes.AddRange(findings.Where(d => d.Id == "AD0001").Select(FindingsCheck.Message));
            if (problems.IsEmpty)
                continue;

            var line = half.GetText().Lines.GetLinePosition(cut).Line;
            failures.Add(code.Snippet.Failure(source.Place.PageLine(line) ?? code.Snippet.Code.Line, $"cut after '{half.GetText().Lines[line].ToString().Trim()}': {problems[0]}"));
        }

        return failures;
    }
}
