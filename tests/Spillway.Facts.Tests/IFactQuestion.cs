using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Facts.Tests;

/// <summary>
/// What a page asks of a fact. A page names its question by <c>&lt;!-- fact: NAME --&gt;</c>; a class that implements this is
/// found by itself.
/// </summary>
public interface IFactQuestion
{
    /// <summary>The name that pages use.</summary>
    string Name { get; }

    /// <summary>
    /// The fact's answers about <paramref name="tree"/>: the line, counted from zero, and what stands in the comment at its end.
    /// Several answers of one line are told apart by <c> | </c> there. Answers about lines of the preamble are not looked at.
    /// </summary>
    IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree);
}
