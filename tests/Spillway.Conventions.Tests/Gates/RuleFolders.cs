namespace Spillway.Conventions.Tests.Gates;

/// <summary>One rule is one folder.</summary>
internal static class RuleFolders
{
    /// <summary>
    /// Every rule has its class, its page and its light bulb in its folder (what cannot be rewritten can at least be kept on purpose), and every file in a rule's folder
    /// belongs to a rule.
    /// </summary>
    public static IEnumerable<string> Of(IReadOnlyCollection<RuleEntry> rules, IReadOnlyCollection<string> paths)
    {
        foreach (var rule in rules)
        {
            foreach (var wanted in new[] { $"{rule.Folder}/{rule.Name}.cs", $"{rule.Folder}/{rule.Name}.Fix.cs", rule.Page })
            {
                if (!paths.Contains(wanted))
                    yield return $"{rule.Id} has no {wanted}";
            }
        }

        var allowed = rules.SelectMany(rule => new[] { ".cs", ".Fix.cs", ".md", ".cases.md" }.Select(end => $"{rule.Folder}/{rule.Name}{end}")).ToHashSet();
        foreach (var path in paths.Where(path => path.StartsWith("src/Rules/", StringComparison.Ordinal) && !allowed.Contains(path)))
            yield return $"{path} belongs to no rule";
    }

    /// <summary>Who only sees what goes wrong finds every rule: <paramref name="symptoms"/> leads to its page.</summary>
    public static IEnumerable<string> Unseen(IEnumerable<RuleEntry> rules, string symptoms) =>
        rules.Where(rule => !symptoms.Contains(rule.Page, StringComparison.Ordinal)).Select(rule => $"docs/Symptoms.md does not lead to {rule.Id}: what does somebody see who needs it?");
}
