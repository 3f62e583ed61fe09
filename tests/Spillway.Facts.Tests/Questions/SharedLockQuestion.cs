using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which object is a bad lock, how bad, and at how many more places is it locked? On the line where it is locked first.</summary>
public sealed class SharedLockQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(SharedLock);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from shared in method.SharedLocks
        let more = shared.Because.Count(witness => witness.Label == "locked here too")
        select (shared.Target.GetLocation().Line(), $"{shared.Name}: {shared.By}{(shared.WeighsLess ? ", weighs less" : "")}{(more == 0 ? "" : $", {more} more")}");
}
