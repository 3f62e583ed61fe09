using System.Security.Cryptography;
using System.Text;
using Spillway.Tool.Analysis;
using Spillway.Tool.Sarif;

namespace Spillway.Tool.Baselines;

/// <summary>What is new beside a baseline, and what of it is gone.</summary>
internal sealed class Comparison
{
    private readonly HashSet<Result> _new;
    private readonly Dictionary<Result, string> _fingerprints;

    private Comparison(bool hasBaseline, IReadOnlyList<Result> added, IReadOnlyList<Entry> stale, Dictionary<Result, string> fingerprints)
    {
        HasBaseline = hasBaseline;
        New = added;
        Stale = stale;
        _fingerprints = fingerprints;
        _new = new HashSet<Result>(added, ReferenceEqualityComparer.Instance);
    }

    public bool HasBaseline { get; }

    /// <summary>Open results that the baseline does not know.</summary>
    public IReadOnlyList<Result> New { get; }

    /// <summary>Entries that match nothing any more, of files that were looked at or are gone.</summary>
    public IReadOnlyList<Entry> Stale { get; }

    /// <summary>Compares. Without a baseline everything is new.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="baseline">What was known, or null.</param>
    /// <param name="root">What the baseline's paths are relative to.</param>
    public static Comparison Of(Findings findings, Baseline? baseline, string root)
    {
        var lines = new SourceLines();
        var known = (baseline ?? Baseline.Empty).Entries.GroupBy(entry => entry).ToDictionary(same => same.Key, same => same.Count());
        var seen = new Dictionary<Entry, int>();
        var added = new List<Result>();
        var fingerprints = new Dictionary<Result, string>(ReferenceEqualityComparer.Instance);
        foreach (var result in findings.Results)
        {
            var entry = Entry.Of(result, root, lines);
            var occurrence = seen[entry] = seen.GetValueOrDefault(entry) + 1;
            fingerprints.Add(result, Hash(entry, occurrence));
            if (result.Suppression is not null)
                continue;

            if (known.TryGetValue(entry, out var left) && left > 0)
                known[entry] = left - 1;
            else
                added.Add(result);
        }

        var stale = known.SelectMany(pair => Enumerable.Repeat(pair.Key, pair.Value)).Where(entry => WasLookedAt(entry, findings, root));
        return new Comparison(baseline is not null, added, Baseline.Of(stale).Entries, fingerprints);
    }

    public bool IsNew(Result result) => _new.Contains(result);

    public string FingerprintOf(Result result) => _fingerprints[result];

    private static bool WasLookedAt(Entry entry, Findings findings, string root)
    {
        var file = Path.GetFullPath(entry.File, root);
        return findings.Files.Contains(file) || !File.Exists(file);
    }

    private static string Hash(Entry entry, int occurrence) => Convert.ToHexString(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{entry.Id}\n{entry.File}\n{entry.Member}\n{entry.Text}\n{occurrence}")))[..32].ToLowerInvariant();
}
