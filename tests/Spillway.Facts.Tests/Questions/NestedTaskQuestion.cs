using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Where is only the outer one of two nested tasks looked at? On the line of the call that makes it.</summary>
public sealed class NestedTaskQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(NestedTask);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from nested in method.NestedTasks
        select (nested.Marked.Line(), nested.Use);
}
