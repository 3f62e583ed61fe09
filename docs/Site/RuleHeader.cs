using System.Text.RegularExpressions;

namespace Spillway.Site;

/// <summary>What the generated head of a rule's page says.</summary>
internal sealed partial record RuleHeader(string Id, string Name, string Title, string Family, string Default, string Tier, string Fix, string InTests)
{
    /// <summary>Reads it, or gives null for a page that is not about a rule.</summary>
    public static RuleHeader? Read(string text)
    {
        if (Head().Match(text) is not { Success: true } head || Row().Match(text) is not { Success: true } row)
            return null;

        var cells = row.Value.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
        return new(head.Groups["id"].Value, head.Groups["name"].Value, head.Groups["title"].Value, cells[1], cells[2], cells[3], cells[4], cells[5]);
    }

    [GeneratedRegex(@"\A# (?<id>SPW\d{4}) (?<name>\w+)\s+<!-- header -->\s+\*\*(?<title>.+?)\*\*")]
    private static partial Regex Head();

    [GeneratedRegex(@"^\| SPW\d{4} \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
