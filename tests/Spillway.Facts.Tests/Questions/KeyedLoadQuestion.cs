using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which lock is held while the entry of one key is made? On the line where it is taken.</summary>
public sealed class KeyedLoadQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(KeyedLoad);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from load in method.KeyedLoads
        select (load.Lock.Site.GetLocation().Line(), $"{load.Lock.Name}: {load.Map.Name}, {(load.Often is { } often ? often.Words : load.LoadName)}{(load.Rewrite is null ? "" : $" -> {load.Rewrite}")}");
}
