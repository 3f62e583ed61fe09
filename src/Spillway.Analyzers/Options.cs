using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Analyzers;

/// <summary>A setting in <c>.editorconfig</c>. The table in README is written from <see cref="All"/>.</summary>
internal sealed class Option
{
    /// <summary>How many operations a rewritten loop keeps in flight.</summary>
    public static readonly Option MaxConcurrency = Number(
        "spillway.max_concurrency", 8, 1, 10_000,
        "How many operations a fix lets run at the same time.");

    /// <summary>Up to how many items <c>Task.WhenAll</c> without a bound is offered.</summary>
    public static readonly Option WhenAllLimit = Number(
        "spillway.when_all_limit", 16, 0, 1_000,
        "Up to this constant number of items a fix may write `Task.WhenAll` without a bound; 0 never does.");

    /// <summary>How many constant items are too few to be worth a report.</summary>
    public static readonly Option FewItems = Number(
        "spillway.few_items", 3, 0, 1_000,
        "Loops over at most this constant number of items are not reported.");

    /// <summary>How many items a queue may hold that a fix gives a bound to.</summary>
    public static readonly Option QueueCapacity = Number(
        "spillway.queue_capacity", 1_000, 1, 1_000_000,
        "How many items may wait in a queue that a fix gives a bound to.");

    private const int MostShown = 100;

    private readonly Func<string, string?> _problem;

    private Option(string key, string @default, string allowed, string meaning, Func<string, string?> problem)
    {
        Key = key;
        Default = @default;
        Allowed = allowed;
        Meaning = meaning;
        _problem = problem;
    }

    /// <summary>Every option, in the order in which README lists them.</summary>
    public static IReadOnlyList<Option> All { get; } = new[] { MaxConcurrency, WhenAllLimit, FewItems, QueueCapacity };

    public string Key { get; }

    public string Default { get; }

    /// <summary>The values that are understood, for people.</summary>
    public string Allowed { get; }

    public string Meaning { get; }

    /// <summary>Why <paramref name="value"/> cannot be used, or null when it can.</summary>
    public string? Problem(string value) => _problem(value);

    /// <summary>The value that applies to <paramref name="tree"/>; a value that cannot be used counts as absent (SPW0002 reports it).</summary>
    public int NumberFor(AnalyzerConfigOptionsProvider options, SyntaxTree tree)
    {
        return options.GetOptions(tree).TryGetValue(Key, out var text) && Problem(text) is null
            ? Parse(text)!.Value
            : Parse(Default)!.Value;
    }

    private static Option Number(string key, int @default, int minimum, int maximum, string meaning) =>
        new(
            key,
            @default.ToString(CultureInfo.InvariantCulture),
            $"{minimum} to {maximum}",
            meaning,
            text => Parse(text) is { } number && number >= minimum && number <= maximum
                ? null
                : $"{(text.Length > MostShown ? "a text of " + text.Length.ToString("N0", CultureInfo.InvariantCulture) + " characters" : "'" + Spelling.Shown(text) + "'")} is not a whole number from {minimum} to {maximum}");

    private static int? Parse(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
