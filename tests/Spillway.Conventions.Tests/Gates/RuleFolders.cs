namespace Spillway.Conventions.Tests.Gates;

/// <summary>One rule is one folder.</summary>
internal static class RuleFolders
{
    /// <summary>Every rule has its class and its page in its folder, and every file in a rule's folder belongs to a rule.</summary>
    public static IEnumerable<string> Of(IReadOnlyCollection<RuleEntry> rules, IReadOnlyCollection<string> paths)
    {
        foreach (var rule in rules)
        {
            foreach (var wanted in new[] { $"{rule.Folder}/{rule.Name}.cs", rule.Page })
            {
                if (!paths.Contains(wanted))
                    yield return $"{rule.Id} has no {wanted}";
            }
        }

        var allowed = rules.SelectMany(rule => new[] { ".cs", ".Fix.cs", ".md", ".cases.md" }.Select(end => $"{rule.Folder}/{rule.Name}{end}")).ToHashSet();
        foreach (var path in paths.Where(path => path.StartsWith("src/Rules/", StringComparison.Ordinal) && !allowed.Contains(path)))
            yield return $"{path} belongs to no rule";
    }
}
