using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// What shows that a call waits or computes, and of which sort is it? On the line of the call its sort, on the line of each step of the way there its words.
/// </summary>
public sealed class CostEvidenceQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "CostEvidence";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var call in Bodies.In(compilation, options, tree).SelectMany(method => method.Calls))
        {
            foreach (var burden in new[] { call.Cost.Blocking, call.Cost.Computing }.OfType<Burden>())
            {
                yield return (call.Location.Line(), Show(burden));
                foreach (var step in burden.Path)
                    yield return (step.Location.Line(), step.Label);
            }
        }
    }

    private static string Show(Burden burden) => string.Join(
        ", ",
        new[]
        {
            burden.Kind == BlockKind.None ? "computes" : $"waits for {burden.Kind.ToString().ToLowerInvariant()}",
            burden.HasAsyncForm ? "has an asynchronous form" : "",
            burden.IsFormInherited ? "which is inherited" : "",
            burden.Computes ? "computes meanwhile" : "",
            burden.Kind != BlockKind.None && !burden.IsAvoidable ? "cannot be avoided" : "",
            burden.IsDetail ? "a detail" : burden.IsNear ? "" : "far away",
            burden.Kind == BlockKind.Task ? burden.IsReportedInPlace ? "reported in place" : $"in '{burden.In?.Name}'" : "",
            burden.IsOfItems ? "of items" : "",
            burden.IsSpread ? "spread" : "",
        }.Where(words => words.Length > 0));
}
