using DiffPlex;
using Spectre.Console;

namespace Spillway.Tool.Fixing;

/// <summary>A difference in the form that 'git apply' and 'patch' take.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;
    private const string NoNewline = "\\ No newline at end of file";

    public static void Write(IAnsiConsole console, string path, string before, string after)
    {
        foreach (var line in Lines(path, before, after))
        {
            var colour = line.Length == 0 || line.StartsWith("---", StringComparison.Ordinal) || line.StartsWith("+++", StringComparison.Ordinal)
                ? "bold"
                : line[0] switch { '-' => "red", '+' => "green", '@' => "cyan", _ => "default" };
            console.MarkupLine($"[{colour}]{Markup.Escape(line)}[/]");
        }
    }

    /// <summary>The lines; none where the texts are equal.</summary>
    public static IEnumerable<string> Lines(string path, string before, string after)
    {
        var difference = new Differ().CreateCustomDiffs(before, after, ignoreWhiteSpace: false, chunker: Split);
        var (old, @new) = (difference.PiecesOld, difference.PiecesNew);
        var blocks = difference.DiffBlocks;
        if (blocks.Count == 0)
            yield break;

        yield return "--- a/" + path;
        yield return "+++ b/" + path;
        for (var first = 0; first < blocks.Count;)
        {
            // Changes that are near share a hunk.
            var last = first;
            while (last + 1 < blocks.Count && blocks[last + 1].DeleteStartA - (blocks[last].DeleteStartA + blocks[last].DeleteCountA) <= 2 * Context)
                last++;

            var start = Math.Max(0, blocks[first].DeleteStartA - Context);
            var end = Math.Min(old.Length, blocks[last].DeleteStartA + blocks[last].DeleteCountA + Context);
            var shift = blocks[first].InsertStartB - blocks[first].DeleteStartA;
            var grown = blocks.Skip(first).Take(last - first + 1).Sum(block => block.InsertCountB - block.DeleteCountA);
            yield return $"@@ -{Range(start, end - start)} +{Range(start + shift, end - start + grown)} @@";

            var at = start;
            foreach (var block in blocks.Skip(first).Take(last - first + 1))
            {
                foreach (var line in Between(old, at, block.DeleteStartA, ' '))
                    yield return line;
                foreach (var line in Between(old, block.DeleteStartA, block.DeleteStartA + block.DeleteCountA, '-'))
                    yield return line;
                foreach (var line in Between(@new, block.InsertStartB, block.InsertStartB + block.InsertCountB, '+'))
                    yield return line;

                at = block.DeleteStartA + block.DeleteCountA;
            }

            foreach (var line in Between(old, at, end, ' '))
                yield return line;

            first = last + 1;
        }
    }

    private static string Range(int start, int count) => $"{(count == 0 ? start : start + 1)}{(count == 1 ? "" : "," + count)}";

    private static IEnumerable<string> Between(IReadOnlyList<string> lines, int from, int to, char sign)
    {
        for (var i = from; i < to; i++)
        {
            var line = lines[i];
            yield return sign + (line.EndsWith('\n') ? line[..^1] : line);
            if (!line.EndsWith('\n'))
                yield return NoNewline;
        }
    }

    /// <summary>Lines with their ends, so that a change of only those is seen too.</summary>
    private static string[] Split(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }
}
