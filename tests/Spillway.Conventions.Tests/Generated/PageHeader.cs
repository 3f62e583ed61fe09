namespace Spillway.Conventions.Tests.Generated;

/// <summary>The head of a rule's page.</summary>
internal static class PageHeader
{
    /// <summary>The page with the header that the rule's descriptor asks for; a page without one gets it on top.</summary>
    public static string Rewrite(string? page, RuleEntry rule)
    {
        var text = page ?? "";
        if (!Sections.Has(text, "header"))
            text = $"<!-- header -->\n<!-- /header -->\n\n{text.TrimStart()}";

        return Sections.Replace(text, "header", Content(rule));
    }

    private static string Content(RuleEntry rule)
    {
        var tier = rule.IsCandidate ? "candidate: reports what is only suspected" : "proven: reports what was shown";
        var on = rule.IsCandidate
            ? $"Off by default; `dotnet_diagnostic.{rule.Id}.severity = warning` in `.editorconfig`, or `SpillwayAnalysisMode` = `All` in the project, turns it on."
            : $"`dotnet_diagnostic.{rule.Id}.severity = error`, `warning`, `suggestion`, `silent` or `none` in `.editorconfig` changes it.";

        return $"""
            # {rule.Id}: {rule.Title}

            | name | family | default | tier | fix | in test projects |
            |---|---|---|---|---|---|
            | {rule.Name} | {rule.Family} | {rule.Default} | {tier} | {(rule.HasFix ? "yes" : "no")} | {(rule.SpeaksInTests ? "reported" : "quiet")} |

            {on}

            """.ReplaceLineEndings("\n");
    }
}
