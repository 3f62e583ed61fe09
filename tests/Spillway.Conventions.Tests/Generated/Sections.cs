namespace Spillway.Conventions.Tests.Generated;

/// <summary>The parts of a page between two comments, such as <c>&lt;!-- rules --&gt;</c> and <c>&lt;!-- /rules --&gt;</c>.</summary>
internal static class Sections
{
    /// <summary>The text with another content in the section.</summary>
    public static string Replace(string? text, string name, string content)
    {
        var (open, close) = ($"<!-- {name} -->", $"<!-- /{name} -->");
        text = (text ?? "").ReplaceLineEndings("\n");
        var start = text.IndexOf(open, StringComparison.Ordinal);
        var end = text.IndexOf(close, StringComparison.Ordinal);
        if (start < 0 || end < start)
            throw new InvalidOperationException($"There is no section between '{open}' and '{close}'.");

        return $"{text[..(start + open.Length)]}\n{content}{text[end..]}";
    }

    public static bool Has(string text, string name) => text.Contains($"<!-- {name} -->", StringComparison.Ordinal);
}
