using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spillway.Tool.Analysis;
using Spillway.Tool.Baselines;

namespace Spillway.Tool.Sarif;

/// <summary>
/// One log for all projects: paths relative to the root, evidence with its words, suppressions with their reasons, and for each result a
/// fingerprint that survives moved lines and, where there is a baseline, whether it is new.
/// </summary>
internal static class SarifWriter
{
    private const string Root = "SRCROOT";

    private static readonly string[] Measured = ["executionTimeInSeconds", "executionTimeInPercentage"];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, string root, Findings findings, Comparison comparison)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Log(root, findings, comparison).ToJsonString(Readable) + "\n");
    }

    private static JsonObject Log(string root, Findings findings, Comparison comparison)
    {
        var ids = findings.Rules.Keys.Order(StringComparer.Ordinal).ToList();
        var version = typeof(SarifWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return new JsonObject
        {
            ["$schema"] = "http://json.schemastore.org/sarif-2.1.0",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "Spillway",
                        ["version"] = version,
                        ["rules"] = new JsonArray([.. ids.Select(id => Rule(findings.Rules[id]))]),
                    },
                },
                ["originalUriBaseIds"] = new JsonObject { [Root] = new JsonObject { ["uri"] = new Uri(root + Path.DirectorySeparatorChar).AbsoluteUri } },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. findings.Results.Select(result => Item(result, root, ids, comparison))]),
            }),
        };
    }

    // What the compiler measured differs from run to run, and a log should not.
    private static JsonNode Rule(string json)
    {
        var rule = JsonNode.Parse(json)!;
        foreach (var name in Measured)
            (rule["properties"] as JsonObject)?.Remove(name);

        return rule;
    }

    private static JsonObject Item(Result result, string root, List<string> ids, Comparison comparison)
    {
        var item = new JsonObject { ["ruleId"] = result.Id };
        if (ids.IndexOf(result.Id) is >= 0 and var index)
            item["ruleIndex"] = index;

        item["level"] = result.Level;
        item["message"] = new JsonObject { ["text"] = result.Message };
        if (result.Place is { } place)
        {
            var location = new JsonObject { ["physicalLocation"] = Physical(place, root) };
            if (result.Member.Length > 0)
                location["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = result.Member });

            item["locations"] = new JsonArray(location);
        }

        if (result.Evidence.Count > 0)
        {
            item["relatedLocations"] = new JsonArray([.. result.Evidence.Select(evidence => new JsonObject
            {
                ["physicalLocation"] = Physical(evidence.Place, root),
                ["message"] = new JsonObject { ["text"] = evidence.Label },
            })]);
        }

        if (result.Suppression is { } suppression)
        {
            var kept = new JsonObject { ["kind"] = suppression.Kind };
            if (suppression.Justification.Length > 0)
                kept["justification"] = suppression.Justification;

            item["suppressions"] = new JsonArray(kept);
        }

        item["partialFingerprints"] = new JsonObject { ["spillway/v1"] = comparison.FingerprintOf(result) };
        if (comparison.HasBaseline && result.Suppression is null)
            item["baselineState"] = comparison.IsNew(result) ? "new" : "unchanged";

        return item;
    }

    private static JsonObject Physical(Place place, string root)
    {
        var relative = Path.GetRelativePath(root, place.File).Replace('\\', '/');
        var artifact = relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? new JsonObject { ["uri"] = new Uri(place.File, UriKind.RelativeOrAbsolute).ToString() }
            : new JsonObject { ["uri"] = string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)), ["uriBaseId"] = Root };

        return new JsonObject
        {
            ["artifactLocation"] = artifact,
            ["region"] = new JsonObject { ["startLine"] = place.Line, ["startColumn"] = place.Column, ["endLine"] = place.EndLine, ["endColumn"] = place.EndColumn },
        };
    }
}
