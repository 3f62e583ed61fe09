using System.Globalization;

namespace Tour.Analysis;

/// <summary>
/// One file of <c>Cases/</c>: a small program with a header that says which rule it is about and how it is measured. What its class
/// <c>Case</c> must offer depends on the measurement.
/// </summary>
/// <param name="Path">The path inside the repository's <c>samples</c> folder.</param>
/// <param name="Text">The whole file: line numbers are those of the repository.</param>
/// <param name="Header">The lines <c>// key: value</c> at its head.</param>
/// <param name="Database">The database that the program asks; null where it asks the service itself.</param>
internal sealed record CaseFile(string Path, string Text, IReadOnlyDictionary<string, string> Header, SourceFile? Database)
{
    /// <summary>The id of the rule that must find something here.</summary>
    public string Rule => Read("rule");

    /// <summary>What the program does.</summary>
    public string Title => Read("title");

    /// <summary>How it is measured: by its <c>time</c> where nothing is said.</summary>
    public string Measure => Header.GetValueOrDefault("measure", "time");

    /// <summary>How many operations the fix may keep in flight.</summary>
    public int Limit => Number("limit", 8);

    /// <summary>How long the service takes to answer one request.</summary>
    public Latency Latency => new(TimeSpan.FromMilliseconds(Number("latency", 0)), Number("stragglers", 0));

    /// <summary>Whether the fix is there to ask less often, not only sooner.</summary>
    public bool AsksLess => Database is not null || Header.GetValueOrDefault("requests") == "fewer";

    /// <summary>The files of the program.</summary>
    public IEnumerable<SourceFile> Files => Database is null ? [new SourceFile(Path, Text)] : [new SourceFile(Path, Text), Database];

    public static IEnumerable<CaseFile> LoadAll()
        => SourceFile.Load("Tour/Cases/").Select(Parse).OrderBy(file => file.Rule, StringComparer.Ordinal).ThenBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>What the header says under <paramref name="key"/>.</summary>
    public string Read(string key) => Header.TryGetValue(key, out var value)
        ? value
        : throw new TourFailure($"samples/{Path} has no line '// {key}: …' at its head.");

    /// <summary>The same as a number.</summary>
    public int Number(string key, int otherwise) => Header.ContainsKey(key) ? int.Parse(Read(key), CultureInfo.InvariantCulture) : otherwise;

    private static CaseFile Parse(SourceFile source)
    {
        var header = new Dictionary<string, string>();
        foreach (var line in source.Text.Split('\n').TakeWhile(line => line.StartsWith("// ", StringComparison.Ordinal)))
        {
            if (line[3..].Split(':', 2, StringSplitOptions.TrimEntries) is [var key, var value])
                header[key] = value;
        }

        return new CaseFile(
            source.Path, source.Text, header, header.TryGetValue("database", out var name) ? SourceFile.Load($"Tour/Databases/{name}").Single() : null);
    }
}
