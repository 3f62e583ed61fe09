using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Spillway.Pages;

/// <summary>Finds the tests of a page.</summary>
public static partial class SnippetReader
{
    private static readonly ImmutableHashSet<string> Words = ["members", "statements", "file", "runs", "broken"];

    /// <summary>The tests of <paramref name="page"/>, in order.</summary>
    public static ImmutableArray<Snippet> Read(Page page)
    {
        var settings = new Dictionary<Section, Settings>();
        var snippets = ImmutableArray.CreateBuilder<Snippet>();
        foreach (var section in page.Sections)
            settings[section] = ReadSection(page, section, section.Parent is { } parent ? settings[parent] : new Settings(), snippets);

        return snippets.ToImmutable();
    }

    private static Settings ReadSection(Page page, Section section, Settings settings, ImmutableArray<Snippet>.Builder snippets)
    {
        var files = section.Path.SelectMany(NamedBlocks).ToImmutableArray();
        var configs = section.Path.SelectMany(s => s.Parts.OfType<Fence>().Where(fence => fence.Language == "editorconfig")).ToImmutableArray();
        var first = snippets.Count;
        Paragraph? becoming = null;
        var after = false;

        foreach (var part in section.Parts)
        {
            switch (part)
            {
                case Directive directive:
                    settings = settings.Apply(directive, page.Name);
                    break;

                case Paragraph paragraph:
                    becoming = IsBecomes(paragraph) ? paragraph : null;
                    after = false;
                    if (paragraph.Text.StartsWith("No fix", StringComparison.OrdinalIgnoreCase))
                        Change(paragraph.Line, snippet => snippet with { Refuses = true });
                    break;

                case Fence { Language: "csharp" } fence when becoming is not null:
                    Check(fence);
                    var becomes = new Becomes(fence, Find(Ticked(), becoming.Text), Find(RuleId(), becoming.Text));
                    if (snippets.Count == first && fence.File is not null)
                        AddFiles();

                    Change(fence.Line, snippet => snippet with { Becomes = snippet.Becomes.Add(becomes) });
                    becoming = null;
                    after = true;
                    break;

                case Fence { Language: "csharp", File: not null } fence when after:
                    Check(fence);
                    Change(fence.Line, snippet => snippet with { Becomes = [.. snippet.Becomes[..^1], snippet.Becomes[^1].And(fence)] });
                    break;

                case Fence { Language: "csharp", File: null } fence:
                    Check(fence);
                    snippets.Add(new Snippet(page, section, settings, fence) { Files = files, Configs = configs });
                    break;
            }
        }

        if (snippets.Count == first && page.Sections.All(other => other.Parent != section))
            AddFiles();

        return settings;

        // Files alone are a test of their own where the section has no other.
        void AddFiles()
        {
            if (NamedBlocks(section).FirstOrDefault(fence => fence.Language == "csharp") is { } code)
                snippets.Add(new Snippet(page, section, settings, code) { Files = files.Remove(code), Configs = configs });
        }

        void Change(int line, Func<Snippet, Snippet> change)
        {
            if (snippets.Count == first)
                throw new PageException(page.Name, line, "this speaks of a code block above it under the same heading, and there is none");

            snippets[^1] = change(snippets[^1]);
        }

        void Check(Fence fence)
        {
            foreach (var word in fence.Words.Where(word => !Words.Contains(word) && !word.StartsWith("file=", StringComparison.Ordinal) && !word.StartsWith("lang=", StringComparison.Ordinal)))
                throw new PageException(page.Name, fence.Line - 1, $"nobody knows the word '{word}' on a code block");
        }
    }

    /// <summary>The section's documents as they are from the beginning, not what fixes make of them.</summary>
    private static IEnumerable<Fence> NamedBlocks(Section section)
    {
        var after = false;
        foreach (var part in section.Parts)
        {
            if (part is Paragraph paragraph)
                after = IsBecomes(paragraph);
            else if (part is Fence { File: not null } fence && !after)
                yield return fence;
        }
    }

    private static bool IsBecomes(Paragraph paragraph) => paragraph.Text.StartsWith("becomes", StringComparison.OrdinalIgnoreCase);

    private static string? Find(Regex what, string text) => what.Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Ticked();

    [GeneratedRegex(@"\b(SPW\d{4})\b")]
    private static partial Regex RuleId();
}
