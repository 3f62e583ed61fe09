using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Can a synchronous function become async, and which others with it? On the line where its body begins.</summary>
public sealed class AsyncReachQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(AsyncReach);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            if (method.Symbol is not { IsAsync: false } || AwaitPlace.FunctionAround(method.Bodies[0].Syntax) is not { } function)
                continue;

            var reach = AsyncReach.Of(function, method.Model.Semantics, method.Model.TreesWith);
            yield return (method.Bodies[0].Line(), reach is null ? "stays" : $"{reach.Functions.Count} functions, {reach.Calls.Count} calls");
        }
    }
}
