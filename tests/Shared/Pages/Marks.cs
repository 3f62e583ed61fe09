using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Spillway.Pages;

/// <summary>A comment that expects a diagnostic on its line.</summary>
/// <param name="Line">The line in the code without marks, counted from zero.</param>
/// <param name="PageLine">The line in the page.</param>
/// <param name="Id">The rule.</param>
/// <param name="Message">The exact message, where the mark gives one.</param>
/// <param name="Columns">The columns that carets pin, where they do.</param>
public sealed record Mark(int Line, int PageLine, string Id, string? Message, Range? Columns);

/// <summary>Code without its marks, and where its lines stand in the page.</summary>
public sealed partial record MarkedText(string Text, ImmutableArray<int> PageLines, ImmutableArray<Mark> Marks)
{
    /// <summary>Takes the marks out of a block.</summary>
    public static MarkedText Read(Fence fence, string page)
    {
        var lines = new List<string>();
        var pageLines = ImmutableArray.CreateBuilder<int>();
        var marks = new List<Mark>();
        var unpinned = new Queue<int>();
        var pageLine = fence.Line - 1;
        foreach (var line in fence.Text.Split('\n'))
        {
            pageLine++;
            if (Carets().Match(line) is { Success: true } carets)
            {
                if (!unpinned.TryDequeue(out var mark))
                    throw new PageException(page, pageLine, "carets without a mark on the line above them");

                // Carets that follow the slashes at once cover these columns too: code at the margin leaves no other room.
                var group = carets.Groups["carets"];
                var start = group.Index == carets.Groups["slashes"].Index + 2 ? group.Index - 2 : group.Index;
                marks[mark] = marks[mark] with { Columns = start..(group.Index + group.Length) };
                continue;
            }

            unpinned.Clear();
            var code = line;
            if (LineMarks().Match(line) is { Success: true } found)
            {
                code = line[..found.Index].TrimEnd();
                if (code.Length == 0)
                    throw new PageException(page, pageLine, "a mark stands at the end of the line on which the diagnostic starts");

                foreach (var part in MarkStart().Split(found.Value).Where(part => part.Length > 0))
                {
                    var colon = part.IndexOf(':');
                    foreach (var id in (colon < 0 ? part : part[..colon]).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    {
                        unpinned.Enqueue(marks.Count);
                        marks.Add(new Mark(lines.Count, pageLine, id, colon < 0 ? null : part[(colon + 1)..].Trim(), null));
                    }
                }
            }

            lines.Add(code);
            pageLines.Add(pageLine);
        }

        return new MarkedText(string.Join("\n", lines), pageLines.ToImmutable(), [.. marks]);
    }

    [GeneratedRegex(@"^\s*(?<slashes>//)\s*(?<carets>\^+)\s*$")]
    private static partial Regex Carets();

    [GeneratedRegex(@"(//|#)\s*SPW\d{4}(\s+SPW\d{4})*\s*($|:.*$|(//|#)\s*SPW\d{4}.*$)")]
    private static partial Regex LineMarks();

    [GeneratedRegex(@"(?://|#)\s*(?=SPW\d{4})")]
    private static partial Regex MarkStart();
}
