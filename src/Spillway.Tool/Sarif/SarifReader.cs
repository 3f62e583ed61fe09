using System.Text.Json;

namespace Spillway.Tool.Sarif;

/// <summary>A compiler's log: our results, and what it says about each rule as JSON.</summary>
internal sealed record SarifLog(IReadOnlyList<Result> Results, IReadOnlyDictionary<string, string> Rules);

/// <summary>Reads SARIF 2.1 as the C# compiler writes it.</summary>
internal static class SarifReader
{
    /// <summary>Reads a log; what is not ours is left out.</summary>
    public static SarifLog Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var log = JsonDocument.Parse(stream);
            var runs = log.RootElement.GetProperty("runs").EnumerateArray().ToList();
            return new SarifLog(
                [.. runs.SelectMany(run => Items(run, "results")).Where(IsOurs).Select(Read)],
                runs.SelectMany(Rules).DistinctBy(rule => rule.Key).ToDictionary(rule => rule.Key, rule => rule.Value));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ToolFailure(ExitCode.BuildFailed, $"the compiler's log {Path.GetFileName(path)} cannot be read: {e.Message}");
        }
    }

    /// <summary>
    /// Each result once, in order of its place: a file is compiled for several frameworks and in several projects. Kept on purpose is
    /// what all of them keep.
    /// </summary>
    public static IReadOnlyList<Result> Merge(IEnumerable<Result> results) =>
    [
        .. results.GroupBy(result => (result.Id, result.Message, result.Place))
            .Select(same => same.FirstOrDefault(result => result.Suppression is null) ?? same.First())
            .OrderBy(result => result.Place?.File, StringComparer.Ordinal)
            .ThenBy(result => result.Place?.Line)
            .ThenBy(result => result.Place?.Column)
            .ThenBy(result => result.Id, StringComparer.Ordinal)
            .ThenBy(result => result.Message, StringComparer.Ordinal),
    ];

    // An analyzer of ours that throws is reported by the compiler under its own id, and should not go unseen.
    private static bool IsOurs(JsonElement result) => result.GetProperty("ruleId").GetString() is { } id
        && (id.StartsWith("SPW", StringComparison.Ordinal) || (id == "AD0001" && Text(result).Contains("Spillway.", StringComparison.Ordinal)));

    private static Result Read(JsonElement result)
    {
        var custom = result.TryGetProperty("properties", out var properties) && properties.TryGetProperty("customProperties", out var own) ? own : (JsonElement?)null;
        var labels = Custom(custom, "evidence").Split('\n');
        var related = Items(result, "relatedLocations").Select(ReadPlace).ToList();
        return new Result(
            result.GetProperty("ruleId").GetString()!,
            result.TryGetProperty("level", out var level) ? level.GetString()! : "warning",
            Text(result),
            Items(result, "locations").Select(ReadPlace).FirstOrDefault(),
            Custom(custom, "member"),
            [.. related.Select((place, i) => (place, i)).Where(pair => pair.place is not null).Select(pair => new Evidence(pair.place!, pair.i < labels.Length ? labels[pair.i] : ""))],
            Items(result, "suppressions").Select(Suppressed).FirstOrDefault());
    }

    private static Suppression Suppressed(JsonElement suppression) => new(
        suppression.TryGetProperty("kind", out var kind) ? kind.GetString()! : "inSource",
        suppression.TryGetProperty("justification", out var why) ? why.GetString() ?? "" : "");

    private static Place? ReadPlace(JsonElement location)
    {
        if (!location.TryGetProperty("physicalLocation", out var physical)
            || !physical.TryGetProperty("artifactLocation", out var artifact)
            || artifact.GetProperty("uri").GetString() is not { } uri)
        {
            return null;
        }

        var file = Uri.TryCreate(uri, UriKind.Absolute, out var absolute) && absolute.IsFile ? absolute.LocalPath : Uri.UnescapeDataString(uri);
        if (!physical.TryGetProperty("region", out var region))
            return new Place(file, 1, 1, 1, 1);

        var line = Number(region, "startLine", 1);
        var column = Number(region, "startColumn", 1);
        return new Place(file, line, column, Number(region, "endLine", line), Number(region, "endColumn", column));
    }

    private static IEnumerable<KeyValuePair<string, string>> Rules(JsonElement run) =>
        run.TryGetProperty("tool", out var tool) && tool.TryGetProperty("driver", out var driver)
            ? Items(driver, "rules").Where(rule => rule.GetProperty("id").GetString()!.StartsWith("SPW", StringComparison.Ordinal))
                .Select(rule => KeyValuePair.Create(rule.GetProperty("id").GetString()!, rule.GetRawText()))
            : [];

    private static string Text(JsonElement result) => result.GetProperty("message").TryGetProperty("text", out var text) ? text.GetString() ?? "" : "";

    private static string Custom(JsonElement? properties, string name) =>
        properties is { } all && all.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int Number(JsonElement region, string name, int otherwise) => region.TryGetProperty(name, out var number) ? number.GetInt32() : otherwise;

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];
}
