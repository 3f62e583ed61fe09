using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Is the task whose <c>Result</c> is read complete there?</summary>
public sealed class CompletionQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Completion);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from body in method.Bodies
        from read in body.OwnOperations().OfType<IPropertyReferenceOperation>()
        where TaskApis.Of(read.Property) == TaskApi.Result
        select (read.Line(), method.CompletionAround(read).IsComplete(read.Instance!, read.Syntax) ? "complete" : "open");
}
