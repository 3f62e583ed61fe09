using System.Text;

namespace Spillway.Tool.Baselines;

/// <summary>The findings that are known. A text that people read in a review: sorted, a line for each finding under the name of its file.</summary>
internal sealed class Baseline
{
    public const string DefaultName = "spillway.baseline.txt";

    private const string Heading = """
        # Findings that were there when this was written by 'spillway baseline'; 'spillway check --baseline' fails for others only.
        # A line is a rule, the member it is in, and the text of its line, so that it holds when lines move. Fewer is better.

        """;

    private Baseline(IReadOnlyList<Entry> entries) => Entries = entries;

    /// <summary>Nothing is known.</summary>
    public static Baseline Empty { get; } = new([]);

    /// <summary>Sorted; equal ones stand as often as they were found.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    public static Baseline Of(IEnumerable<Entry> entries) => new(
    [
        .. entries.OrderBy(entry => entry.File, StringComparer.Ordinal).ThenBy(entry => entry.Id, StringComparer.Ordinal)
            .ThenBy(entry => entry.Member, StringComparer.Ordinal).ThenBy(entry => entry.Text, StringComparer.Ordinal),
    ]);

    /// <summary>Reads a file; a line that is none of a baseline is an error with its place, not a finding that comes back.</summary>
    public static Baseline Read(string path, string shown)
    {
        if (!File.Exists(path))
            throw new ToolFailure(ExitCode.Usage, $"there is no baseline '{shown}'; 'spillway baseline' writes one");

        var entries = new List<Entry>();
        string? file = null;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#')
                continue;

            if (!char.IsWhiteSpace(line[0]))
                file = line.Trim();
            else if (file is not null && Parse(file, line.Trim()) is { } entry)
                entries.Add(entry);
            else
                throw new ToolFailure(ExitCode.Usage, $"{shown}({number}): '{line.Trim()}' is no line of a baseline; it would be 'SPW1001 Type.Member: text of the line', indented below the name of a file");
        }

        return Of(entries);
    }

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Heading.ReplaceLineEndings("\n"));
        foreach (var file in Entries.GroupBy(entry => entry.File))
        {
            text.Append('\n').Append(file.Key).Append('\n');
            foreach (var entry in file)
                text.Append($"  {entry.Id} {entry.Member}: {entry.Text}\n");
        }

        return text.ToString();
    }

    private static Entry? Parse(string file, string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return blank > 0 && colon > blank ? new Entry(file, line[..blank], line[(blank + 1)..colon], line[(colon + 2)..]) : null;
    }
}
