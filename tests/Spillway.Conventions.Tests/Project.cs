using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Spillway.CodeFixes;

namespace Spillway.Conventions.Tests;

/// <summary>What the two assemblies hold, found by reflection.</summary>
internal static class Project
{
    public static Assembly Analyzers { get; } = typeof(Rule).Assembly;

    public static Assembly CodeFixes { get; } = typeof(Fix).Assembly;

    public static ImmutableArray<Type> RuleTypes { get; } =
        [.. Analyzers.GetTypes().Where(type => type.IsSubclassOf(typeof(Rule))).OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static ImmutableArray<Type> FixTypes { get; } =
        [.. CodeFixes.GetTypes().Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Every diagnostic of the package, by id; the rules, and what is said about the settings.</summary>
    public static ImmutableArray<RuleEntry> Entries { get; } = FindEntries();

    public static ImmutableArray<RuleEntry> Rules => [.. Entries.Where(entry => entry.IsRule)];

    private static ImmutableArray<RuleEntry> FindEntries()
    {
        // What can only be kept is not fixed.
        var fixable = FixTypes.Where(type => !type.IsSubclassOf(typeof(KeepOnlyFix))).SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds).ToHashSet();
        return
        [
            .. Analyzers.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsSubclassOf(typeof(RuleGroup)) && !type.IsAbstract)
                .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics.Select(descriptor => (type.Name, Descriptor: descriptor, IsRule: false)))
                .Concat(RuleTypes.Select(type => (type.Name, Descriptor: ((Rule)Activator.CreateInstance(type)!).Primary, IsRule: true)))
                .Select(entry => new RuleEntry(entry.Name, entry.Descriptor, fixable.Contains(entry.Descriptor.Id), entry.IsRule))
                .DistinctBy(entry => entry.Id)
                .OrderBy(entry => entry.Id, StringComparer.Ordinal),
        ];
    }
}
