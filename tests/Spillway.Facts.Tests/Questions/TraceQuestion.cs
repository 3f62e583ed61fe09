using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Whose state does a local variable stand for? On the line of each declaration with a value.</summary>
public sealed class TraceQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Trace);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from body in method.Bodies
        from declarator in body.OwnOperations().OfType<IVariableDeclaratorOperation>()
        where declarator.GetVariableInitializer() is not null
        select (declarator.Line(), method.Provenance.Trace([], new SummaryRun()).Of(declarator.GetVariableInitializer()!.Value).Text());
}
