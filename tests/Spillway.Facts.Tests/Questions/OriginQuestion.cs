using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>How often does a loop run, and who says so? On the line where the loop begins.</summary>
public sealed class OriginQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Origin);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from body in method.Bodies
        from loop in body.OwnOperations().OfType<ILoopOperation>()
        select (loop.Line(), Show(Origin.OfIterations(loop, method.Model)));

    private static string Show(Origin origin) => origin.Kind switch
    {
        OriginKind.Constant => $"constant {origin.Count}",
        OriginKind.FixedSmall => origin.Count > 0 ? $"fixed small, {origin.Count}" : "fixed small",
        OriginKind.Data => $"data: {origin.Source}",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
