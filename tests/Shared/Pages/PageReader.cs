using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Spillway.Pages;

/// <summary>Takes a page apart into headings, prose, directives and code blocks.</summary>
public static partial class PageReader
{
    /// <summary>Names under which a block of C# would be passed over in silence.</summary>
    private static readonly ImmutableHashSet<string> Misspelt = ["cs", "c#", "C#", "CSharp", "Csharp"];

    /// <summary>Reads the page that lies at <paramref name="name"/>.</summary>
    public static Page Read(string name, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var sections = new List<Section> { new("", 0, null) };
        var prose = new List<string>();

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.Trim() == "<!-- header -->")
            {
                EndParagraph(i);
                i = Find(i + 1, candidate => candidate.Trim() == "<!-- /header -->", "the header is never closed");
            }
            else if (FenceStart().Match(line) is { Success: true } fence)
            {
                EndParagraph(i);
                var ticks = fence.Groups["ticks"].Value;
                var end = Find(i + 1, candidate => candidate.Trim() is var t && t.Length >= ticks.Length && t.All(c => c == '`'), "the code block is never closed");
                var words = fence.Groups["info"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var language = words.FirstOrDefault() ?? "";
                if (Misspelt.Contains(language))
                    throw new PageException(name, i + 1, $"blocks in '{language}' are not run; the language is called 'csharp'");

                var code = lines[(i + 1)..end].Select(inner => inner.StartsWith(fence.Groups["indent"].Value, StringComparison.Ordinal) ? inner[fence.Groups["indent"].Length..] : inner);
                sections[^1].Parts.Add(new Fence(i + 2, language, [.. words.Skip(1)], string.Join("\n", code)));
                i = end;
            }
            else if (line.TrimStart().StartsWith("~~~", StringComparison.Ordinal))
            {
                throw new PageException(name, i + 1, "blocks between tildes are not run; use backticks");
            }
            else if (HeadingLine().Match(line) is { Success: true } heading)
            {
                EndParagraph(i);
                var level = heading.Groups["level"].Length;
                var parent = sections[^1];
                while (parent.Level >= level)
                    parent = parent.Parent!;

                sections.Add(new Section(heading.Groups["text"].Value.Trim(), level, parent));
            }
            else if (DirectiveLine().Match(line) is { Success: true } directive)
            {
                EndParagraph(i);
                sections[^1].Parts.Add(new Directive(i + 1, directive.Groups["name"].Value, directive.Groups["value"].Value.Trim()));
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                EndParagraph(i);
            }
            else
            {
                prose.Add(line.Trim());
            }
        }

        EndParagraph(lines.Length);
        return new Page(name, text.ReplaceLineEndings("\n"), [.. sections]);

        int Find(int from, Func<string, bool> isEnd, string problem)
        {
            var end = Array.FindIndex(lines, from, candidate => isEnd(candidate));
            return end >= 0 ? end : throw new PageException(name, from, problem);
        }

        void EndParagraph(int next)
        {
            if (prose.Count > 0)
                sections[^1].Parts.Add(new Paragraph(next - prose.Count + 1, string.Join(" ", prose)));

            prose.Clear();
        }
    }

    [GeneratedRegex(@"^(?<indent> {0,3})(?<ticks>`{3,})\s*(?<info>[^`]*)$")]
    private static partial Regex FenceStart();

    [GeneratedRegex(@"^(?<level>#{1,6})\s+(?<text>.+)$")]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^\s*<!--\s*(?<name>[a-z]+)\s*(?::(?<value>.*?))?\s*-->\s*$")]
    private static partial Regex DirectiveLine();
}
