using Microsoft.CodeAnalysis.Text;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>Half-typed code: what rules still report there is shown to the fixes, and none may throw.</summary>
internal static class CutFixCheck
{
    /// <summary>What the fixes threw on <paramref name="code"/>, cut at each of <paramref name="cuts"/>.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(AnalyzerSet rules, FixSet fixes, SnippetCode code, IEnumerable<int> cuts)
    {
        var failures = new List<string>();
        var source = code.Sources[0];
        var whole = SnippetProject.Of(code, rules);
        var document = whole.Documents.Single(candidate => candidate.FilePath == source.Path);
        foreach (var cut in cuts)
        {
            var half = SourceText.From(source.Text[..cut]);
            var project = document.WithText(half).Project;
            var (findings, _) = await SnippetProject.AnalyseAsync(project, rules);
            try
            {
                foreach (var offer in await fixes.OffersAsync(project, findings))
                    await FixSet.ApplyAsync(project, offer.Action);
            }
            catch (Exception exception)
            {
                var line = half.Lines.GetLinePosition(cut).Line;
                failures.Add(code.Snippet.Failure(source.Place.PageLine(line) ?? code.Snippet.Code.Line, $"cut after '{half.Lines[line].ToString().Trim()}': a fix threw {exception}"));
            }
        }

        return failures;
    }
}
