using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which calls of code that others wait for lead to a wait further down? On the line of the call; <c>again</c> where another call of the class comes first.</summary>
public sealed class HiddenWaitsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(MethodFacts.HiddenWaits);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree).Where(method => method.WhoseThread is not null))
        {
            foreach (var hidden in method.HiddenWaits)
                yield return (hidden.Call.Location.Line(), $"{hidden.Wait.Name}{(method.Model.HiddenWaits.IsToldBefore(hidden, method) ? ", again" : "")}");
        }
    }
}
