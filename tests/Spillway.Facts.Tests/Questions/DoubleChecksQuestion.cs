using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What is asked without a lock and set under one, and what does it lack? On the line of the read.</summary>
public sealed class DoubleChecksQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "DoubleChecks";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var found in method.DoubleChecks)
                yield return (found.Read.Syntax.GetLocation().Line(), $"{found.Flaw}: {found.Slot.Name} under {found.Lock.Name}{(found is { IsMinor: true, Flaw: DoubleCheckFlaw.NoSecondCheck } ? ", weighs less" : "")}");
        }
    }
}
