namespace Spillway.Conventions.Tests.Generated;

/// <summary>The head of a rule's page.</summary>
internal static class PageHeader
{
    /// <summary>The page with the heading and header that the rule's descriptor asks for; a page without them gets them on top.</summary>
    public static string Rewrite(string? page, RuleEntry rule)
    {
        var text = (page ?? "").ReplaceLineEndings("\n").TrimStart();
        if (text.StartsWith("# ", StringComparison.Ordinal))
            text = text[(text + "\n").IndexOf('\n')..].TrimStart();
        if (!Sections.Has(text, "header"))
            text = $"<!-- header -->\n<!-- /header -->\n\n{text}";

        return Sections.Replace($"# {rule.Id} {rule.Name}\n{text}", "header", Content(rule));
    }

    private static string Content(RuleEntry rule)
    {
        var tier = rule.IsCandidate ? "candidate: reports what is only suspected" : "proven: reports what was shown";
        var on = rule.IsCandidate
            ? $"Off by default; `dotnet_diagnostic.{rule.Id}.severity = warning` in `.editorconfig`, or `SpillwayAnalysisMode` = `All` in the project, turns it on."
            : $"`dotnet_diagnostic.{rule.Id}.severity = error`, `warning`, `suggestion`, `silent` or `none` in `.editorconfig` changes it.";

        return $"""
            **{rule.Title}**

            | id | family | default | tier | fix | in test projects |
            |---|---|---|---|---|---|
            | {rule.Id} | {rule.Family} | {rule.Default} | {tier} | {(rule.HasFix ? "yes" : "no")} | {(rule.SpeaksInTests ? "reported" : "quiet")} |

            {on}{YieldsTo(rule)}

            """.ReplaceLineEndings("\n");
    }

    private static string YieldsTo(RuleEntry rule) =>
        rule.YieldsTo.Count == 0 ? "" : $"\nWhere one of these rules of other packages is on and says the same, this one stands down: {string.Join(", ", rule.YieldsTo)}.";
}
