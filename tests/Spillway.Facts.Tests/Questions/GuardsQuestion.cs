using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which lock protects a field? On the line of its declaration, with the number of uses under the lock where there are others.</summary>
public sealed class GuardsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Guards);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        var model = ConcurrencyModel.For(compilation, options, CancellationToken.None);
        foreach (var node in tree.GetRoot().DescendantNodes().OfType<VariableDeclaratorSyntax>())
        {
            if (model.Semantics(tree).GetDeclaredSymbol(node) is not IFieldSymbol field || model.Locks.Guards.Of(field) is not { } guard)
                continue;

            var all = guard.Under.Length + guard.Outside.Length;
            yield return (node.GetLocation().Line(), $"guarded by: {guard.Lock.Name}{(guard.IsKept ? "" : $", {guard.Under.Length} of {all}")}");
        }
    }
}
