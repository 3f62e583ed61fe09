using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// What shows that the iterations may or may not overlap? On the line of each piece of evidence its words; on the line where an independent loop begins also what is known
/// of the way in which it splits.
/// </summary>
public sealed class LoopEvidenceQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "LoopEvidence";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var loop in Bodies.In(compilation, options, tree).SelectMany(method => method.AwaitLoops))
        {
            foreach (var witness in loop.Verdict.Because)
                yield return (witness.Location.Line(), witness.Label);
            if (loop.Verdict is { Fission: { } fission } verdict)
                yield return (loop.Loop.Line(), Show(verdict, fission));
        }
    }

    private static string Show(Verdict verdict, Fission fission) => string.Join(
        ", ",
        new[]
        {
            fission.IsWhole ? "moves whole" : "splits",
            fission.Leaves ? "leaves something behind" : "",
            fission.ChangesOutside ? "changes what is outside" : "",
            verdict.IsNear ? "waits for a disk only" : "",
        }.Where(words => words.Length > 0));
}
