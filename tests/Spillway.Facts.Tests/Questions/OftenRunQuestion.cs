using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Why does a call of <c>Here</c> run often? On its line; nothing where nobody knows.</summary>
public sealed class OftenRunQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(OftenRun);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from call in method.Bodies.SelectMany(body => body.OwnOperations()).OfType<IInvocationOperation>()
        where call.TargetMethod.Name == "Here" && method.Model.OftenRun.At(call, method) is not null
        select (call.Syntax.GetLocation().Line(), method.Model.OftenRun.At(call, method)!.Words);
}
