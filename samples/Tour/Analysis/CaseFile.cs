using System.Globalization;

namespace Tour.Analysis;

/// <summary>
/// One file of <c>Cases/</c>: a small program with a header that says which rule it is about. It has one public static method
/// <c>RunAsync(HttpClient, CancellationToken)</c> that returns its output as text.
/// </summary>
/// <param name="Path">The path inside the repository's <c>samples</c> folder.</param>
/// <param name="Text">The whole file: line numbers are those of the repository.</param>
/// <param name="Rule">The id of the rule that must find something here.</param>
/// <param name="Title">What the program does.</param>
/// <param name="Limit">How many operations the fix may keep in flight.</param>
/// <param name="Latency">How long the service takes to answer one request.</param>
/// <param name="Database">The database that the program asks; null where it asks the service itself.</param>
internal sealed record CaseFile(string Path, string Text, string Rule, string Title, int Limit, TimeSpan Latency, SourceFile? Database)
{
    /// <summary>The files of the program.</summary>
    public IEnumerable<SourceFile> Files => Database is null ? [new SourceFile(Path, Text)] : [new SourceFile(Path, Text), Database];

    public static IEnumerable<CaseFile> LoadAll()
        => SourceFile.Load("Tour/Cases/").Select(Parse).OrderBy(file => file.Rule, StringComparer.Ordinal).ThenBy(file => file.Path, StringComparer.Ordinal);

    private static CaseFile Parse(SourceFile source)
    {
        var header = new Dictionary<string, string>();
        foreach (var line in source.Text.Split('\n').TakeWhile(line => line.StartsWith("// ", StringComparison.Ordinal)))
        {
            if (line[3..].Split(':', 2, StringSplitOptions.TrimEntries) is [var key, var value])
                header[key] = value;
        }

        return new CaseFile(
            source.Path,
            source.Text,
            Read("rule"),
            Read("title"),
            int.Parse(Read("limit"), CultureInfo.InvariantCulture),
            TimeSpan.FromMilliseconds(int.Parse(Read("latency"), CultureInfo.InvariantCulture)),
            header.TryGetValue("database", out var name) ? SourceFile.Load($"Tour/Databases/{name}").Single() : null);

        string Read(string key) => header.TryGetValue(key, out var value)
            ? value
            : throw new TourFailure($"samples/{source.Path} has no line '// {key}: …' at its head.");
    }
}
