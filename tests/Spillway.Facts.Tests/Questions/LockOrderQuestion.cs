using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which lock is taken while which is held? On the line where the inner one is taken, or where the call stands that leads there.</summary>
public sealed class LockOrderQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(LockOrder);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        var model = ConcurrencyModel.For(compilation, options, CancellationToken.None);
        var edges = new LockEdges(model);
        foreach (var function in model.Locks.Index.Functions.Where(f => f.SyntaxTree == tree))
        {
            foreach (var edge in edges.Of(function))
                yield return (edge.Site.GetLocation().Line(), $"{edge.Outer.Name} then {edge.Inner.Name}");
        }

        foreach (var inversion in model.Locks.Order.Inversions.Where(i => i.There.Site.SyntaxTree == tree))
            yield return (inversion.There.Site.GetLocation().Line(), ReferenceEquals(inversion.There, inversion.Back) ? "either first" : $"back in {FunctionNames.Of(inversion.Back.Function)}");
    }
}
