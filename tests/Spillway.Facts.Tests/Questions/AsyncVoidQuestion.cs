using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Where is async code without a task, and who takes it? On the line of its name, or of the delegate.</summary>
public sealed class AsyncVoidQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(AsyncVoid);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            if (method.AsyncVoid is { } own)
                yield return (own.Marked.Line(), $"method: {own.Because.Length} calls");
            foreach (var given in method.AsyncDelegates)
                yield return (given.Marked.Line(), $"given to: {given.Taker}");
        }
    }
}
