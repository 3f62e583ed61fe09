using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which work keeps a lock for long, and does anybody wait for a moment's work meanwhile? On the line of the call.</summary>
public sealed class SlowUnderLockQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(SlowUnderLock);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from slow in method.SlowUnderLock
        select (slow.Location.Line(), $"{slow.Burden.Kind} under {slow.Lock.Name}{(slow.WeighsLess ? ", weighs less" : "")}{(slow.Others.IsEmpty ? "" : $", {slow.Others.Length} more")}");
}
