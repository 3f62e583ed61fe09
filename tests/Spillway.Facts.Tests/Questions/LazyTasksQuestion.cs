using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// Does a sequence of tasks start them as it is gone through? On the line of each declaration of such a variable; on the line where it is
/// gone through again, after what; and where a loop awaits one task after another.
/// </summary>
public sealed class LazyTasksQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(LazyTasks);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var declarator in method.Bodies.SelectMany(body => body.OwnOperations()).OfType<IVariableDeclaratorOperation>())
            {
                if (declarator.GetVariableInitializer()?.Value is { } value && LazyTasks.IsSequence(declarator.Symbol.Type))
                    yield return (declarator.Line(), method.Model.LazyTasks.Of(value, method.Provenance) is { } tasks ? $"lazy {tasks.StartName}" : "kept or not known");
            }

            foreach (var repeated in method.RepeatedStarts)
                yield return (repeated.Again.Reference.Line(), $"again after {repeated.First.By}");
            foreach (var loop in method.LazyAwaitLoops)
                yield return (loop.Await.Loop.Line(), "one by one");
        }
    }
}
