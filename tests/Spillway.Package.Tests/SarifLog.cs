using System.Text.Json;

namespace Spillway.Package.Tests;

/// <summary>A result in a compiler's log.</summary>
/// <param name="File">Relative to the project; its line and those of the related locations count from one.</param>
public sealed record Finding(string Id, string Level, string Message, string File, int Line, IReadOnlyList<int> RelatedLines, bool Suppressed, string? Justification = null, Region? Region = null)
{
    public Expected Place => new(File, Line, Id);
}

/// <summary>From where to where a result reaches; all count from one, the end is the first character after it.</summary>
public sealed record Region(int Line, int Column, int EndLine, int EndColumn);

/// <summary>Reads SARIF 2.1 as the compiler writes it.</summary>
internal static class SarifLog
{
    public static IEnumerable<Finding> Read(string path, string folder)
    {
        using var log = JsonDocument.Parse(System.IO.File.ReadAllText(path));
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        var results = log.RootElement.GetProperty("runs").EnumerateArray().SelectMany(run => run.GetProperty("results").EnumerateArray());
        return [.. results.Select(result => Read(result, new Uri(folder + Path.DirectorySeparatorChar)))];
    }

    /// <summary>The help link of a rule, as the log has it.</summary>
    public static string? HelpLink(string path, string id)
    {
        using var log = JsonDocument.Parse(System.IO.File.ReadAllText(path));
        var rules = log.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray();
        return rules.Single(rule => rule.GetProperty("id").GetString() == id).TryGetProperty("helpUri", out var link) ? link.GetString() : null;
    }

    private static Finding Read(JsonElement result, Uri folder)
    {
        var place = result.TryGetProperty("locations", out var locations) && locations.GetArrayLength() > 0
            ? locations[0].GetProperty("physicalLocation")
            : (JsonElement?)null;
        var related = result.TryGetProperty("relatedLocations", out var others)
            ? others.EnumerateArray().Select(other => Line(other.GetProperty("physicalLocation"))).ToList()
            : [];

        return new Finding(
            result.GetProperty("ruleId").GetString()!,
            result.GetProperty("level").GetString()!,
            result.GetProperty("message").GetProperty("text").GetString()!,
            place is { } at ? File(at, folder) : "",
            place is { } line ? Line(line) : 0,
            related,
            result.TryGetProperty("suppressions", out var suppressions) && suppressions.GetArrayLength() > 0,
            suppressions is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0 && all[0].TryGetProperty("justification", out var why) ? why.GetString() : null,
            place is { } whole ? Region(whole.GetProperty("region")) : null);
    }

    private static Region Region(JsonElement region)
    {
        return new Region(Number("startLine"), Number("startColumn"), Number("endLine"), Number("endColumn"));

        int Number(string name) => region.GetProperty(name).GetInt32();
    }

    private static int Line(JsonElement location) => location.GetProperty("region").GetProperty("startLine").GetInt32();

    private static string File(JsonElement location, Uri folder)
    {
        var uri = new Uri(folder, location.GetProperty("artifactLocation").GetProperty("uri").GetString()!);
        return Uri.UnescapeDataString(folder.MakeRelativeUri(uri).ToString());
    }
}
