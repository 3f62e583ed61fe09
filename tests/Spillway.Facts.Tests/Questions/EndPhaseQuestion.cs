using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Does a call of <c>Here</c> run only when its object is done with? On its line; nothing where nobody knows.</summary>
public sealed class EndPhaseQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(EndPhase);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from call in method.Bodies.SelectMany(body => body.OwnOperations()).OfType<IInvocationOperation>()
        where call.TargetMethod.Name == "Here" && method.Model.EndPhase.Has(call)
        select (call.Syntax.GetLocation().Line(), "end");
}
