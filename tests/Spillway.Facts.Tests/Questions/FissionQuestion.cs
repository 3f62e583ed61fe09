using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>How does the body of an independent loop split? On the line of the loop, and on the line of each part of its body.</summary>
public sealed class FissionQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Fission);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var loop in Bodies.In(compilation, options, tree).SelectMany(method => method.AwaitLoops))
        {
            if (loop.Verdict.Fission is not { } fission)
                continue;

            yield return (loop.Loop.Line(), fission.IsWhole ? "whole" : "split");
            if (fission.ChangesOutside)
                yield return (loop.Loop.Line(), "changes outside");

            for (var i = 0; i < fission.Units.Length; i++)
                yield return (fission.Units[i].Operation.Line(), (fission.Fetch.Contains(i) ? "fetch" : "consume") + Show(fission.Units[i].Kind));
        }
    }

    private static string Show(UnitKind kind) => kind == UnitKind.Statement ? "" : $" ({kind.ToString().ToLowerInvariant()})";
}
