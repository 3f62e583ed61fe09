using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Who gets a delegate, and does the thread that runs it ever come back? On the line of the call.</summary>
public sealed class HandedWorkQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(HandedWork);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from work in method.HandedWork
        select (work.NameLocation.Line(), Show(work));

    private static string Show(HandedWork work)
    {
        var to = work switch
        {
            { HasOwnThread: true } => "own thread",
            { To: HandedTo.PoolTask } => "pool task",
            { To: HandedTo.Pool } => "pool",
            _ => "parallel loop",
        };
        return work.Endless is { } wait ? $"{to}, waits forever in {wait.Name}" : to;
    }
}
