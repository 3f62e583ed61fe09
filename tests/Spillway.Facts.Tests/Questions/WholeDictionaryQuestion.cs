using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which use takes all locks of a concurrent dictionary, in code that runs often, and what could be written instead?</summary>
public sealed class WholeDictionaryQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(WholeDictionary);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from use in method.WholeDictionaries
        select (use.Place.GetLocation().Line(), $"{use.DictionaryName}.{use.Name}, {use.Often.Words}{(use.Rewrite is null ? "" : $" -> {use.Rewrite}")}");
}
