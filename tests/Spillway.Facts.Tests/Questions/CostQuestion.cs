using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What does a call cost the thread that makes it? On the line of the call.</summary>
public sealed class CostQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Cost);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var call in method.Calls)
            {
                if (call.Cost.Blocking is { } wait)
                    yield return (call.Location.Line(), Show($"waits for {wait.Kind.ToString().ToLowerInvariant()}", wait));
                if (call.Cost.Computing is { } work)
                    yield return (call.Location.Line(), Show("computes", work));
            }
        }
    }

    private static string Show(string what, Burden burden) =>
        burden.IsDirect ? $"{what}: {burden.Name}" : $"{what}: {burden.Name}, {burden.Path.Length - 1} calls deep";
}
