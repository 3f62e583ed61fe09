using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>Every fix that a snippet is offered does what the page says, and what every fix has to do.</summary>
internal static class FixCheck
{
    /// <summary>What is wrong with the fixes of <paramref name="code"/>.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(AnalyzerSet rules, FixSet fixes, SnippetCode code)
    {
        var snippet = code.Snippet;
        var failures = new List<string>();

        // The findings are the marks, as was checked before; without any there is nothing to fix.
        if (!snippet.Runs && !snippet.Refuses && snippet.Becomes.IsEmpty && !code.Places.Any(place => place.Marks.Any()))
            return failures;

        var project = SnippetProject.Of(code, rules);
        var (findings, _) = await SnippetProject.AnalyseAsync(project, rules);
        var offers = await fixes.OffersAsync(project, findings);

        if (snippet.Refuses && findings.IsEmpty)
            failures.Add(snippet.Failure(snippet.Code.Line, "\"No fix\" says nothing where nothing is reported"));

        if (snippet.Refuses)
            failures.AddRange(offers.Where(offer => !offer.Keeps).Select(offer => snippet.Failure(snippet.Code.Line, $"no fix is expected, and {offer.Finding.Id} offers '{offer.Action.Title}'")));

        var expected = new Dictionary<object, List<Becomes>>();
        foreach (var becomes in snippet.Becomes)
        {
            if (Choose(becomes, offers) is { } chosen)
                (expected.TryGetValue(chosen.Kind, out var list) ? list : expected[chosen.Kind] = []).Add(becomes);
            else
                failures.Add(snippet.Failure(becomes.Code.Line, $"{(becomes.Title is null ? "no fix" : $"no action '{becomes.Title}'")} is offered{Titles(offers)}"));
        }

        var before = snippet.Runs ? ProgramRun.Of((await project.GetCompilationAsync())!) : null;
        if (before is { Problem: not null })
            failures.Add(snippet.Failure(snippet.Code.Line, $"the program {before.Problem}"));
        else if (before is { Output: "" })
            failures.Add(snippet.Failure(snippet.Code.Line, "the program prints nothing, so there is nothing to compare"));

        foreach (var kind in offers.GroupBy(offer => offer.Kind))
        {
            var becomes = expected.GetValueOrDefault(kind.Key) ?? [];
            if (becomes.Count == 0 && kind.First().Keeps)
                continue;

            var attempt = new FixAttempt(rules, fixes, code, project, findings, [.. kind]);
            try
            {
                failures.AddRange(await attempt.CheckAsync(becomes, before));
            }
            catch (Exception exception) when (exception is not PageException)
            {
                failures.Add(snippet.Failure(snippet.Code.Line, $"'{kind.First().Action.Title}' for {kind.First().Finding.Id} threw {exception}"));
            }
        }

        return failures;
    }

    private static Offer? Choose(Becomes becomes, ImmutableArray<Offer> offers) => offers.FirstOrDefault(offer =>
        (becomes.Rule is null || offer.Finding.Id == becomes.Rule)
        && (becomes.Title is null ? !offer.Keeps : offer.Action.Title == becomes.Title));

    private static string Titles(ImmutableArray<Offer> offers) =>
        offers.IsEmpty ? "" : "; there are " + string.Join(", ", offers.Select(offer => $"'{offer.Action.Title}' for {offer.Finding.Id}").Distinct());
}
