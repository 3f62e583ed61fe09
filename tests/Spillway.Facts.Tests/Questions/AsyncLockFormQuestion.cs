using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which lock that is held while something is awaited could belong to nobody? On the line of the await.</summary>
public sealed class AsyncLockFormQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(AsyncLockForm);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from held in method.HeldAwaits
        let field = AsyncLockForm.Of(held.Lock, method.Model)
        where field is not null
        select (held.Await.GetLocation().Line(), $"async lock: {field.Name}");
}
