using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What does a delegate cost the thread that it is given to? On the line of the call that hands it over.</summary>
public sealed class HandedCostQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "HandedCost";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var work in Bodies.In(compilation, options, tree).SelectMany(method => method.HandedWork))
        {
            if (work.Cost is { Blocks: true, Blocking: { } wait })
                yield return (work.NameLocation.Line(), $"waits for {work.Cost.Kind.ToString().ToLowerInvariant()}: {wait.Name}, {wait.Path.Length} steps");
            if (work.Cost.Computing is { } computing)
                yield return (work.NameLocation.Line(), $"computes{(work.Cost.ComputesHeavily ? "" : " for some arguments")}: {computing.Name}, {computing.Path.Length} steps");
            if (work.Cost is { Blocks: false, Kind: not BlockKind.None })
                yield return (work.NameLocation.Line(), "waits for something without waiting");
        }
    }
}
