using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which bodies of code is a rule asked about? On the line where each begins.</summary>
public sealed class MethodFactsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(MethodFacts);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            yield return (method.Bodies[0].Line(), $"body: {NameOf(method)}");
            foreach (var loop in method.AwaitLoops)
                yield return (loop.Loop.Line(), $"loop of: {NameOf(method)}");
        }
    }

    private static string NameOf(MethodFacts method) => method.Symbol switch
    {
        null => $"initialiser of {method.Owner.Name}",
        { MethodKind: MethodKind.AnonymousFunction } => $"lambda in {method.Owner.Name}",
        { MethodKind: MethodKind.LocalFunction } local => $"{local.Name} in {method.Owner.Name}",
        var symbol => symbol.Name,
    };
}
