using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// Which locks are held? On the line of each simple statement, outermost first, with <c>?</c> behind those that are held on some
/// paths only. Where a body is left with a lock: <c>keeps</c> when it returns, <c>leaks</c> when an exception leaves it.
/// </summary>
public sealed class LockSetsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(LockSets);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            var sets = method.LockSets;
            foreach (var statement in method.Bodies.SelectMany(body => body.OwnOperations()))
            {
                var at = statement switch
                {
                    IExpressionStatementOperation { Operation: var operation } => operation,
                    IVariableDeclaratorOperation { Initializer: not null } declarator => declarator,
                    IReturnOperation { ReturnedValue: { } value } => value,
                    _ => null,
                };
                if (at is not null && sets.At(at).Held.Any())
                    yield return (at.Line(), "held: " + string.Join(", ", sets.At(at).Held.Select(Show)));
            }

            foreach (var exit in sets.Exits)
            {
                foreach (var entry in exit.State.Entries.Where(entry => !exit.Throws || (entry.IsTaken && !entry.IsScope)))
                    yield return (exit.At.GetLocation().Line(), $"{(exit.Throws ? "leaks" : entry.IsTaken ? "keeps" : "gives back")} {Show(entry)}");
            }
        }
    }

    private static string Show(HeldLock held) =>
        held.Name + held.Mode switch { LockMode.Shared => " (shared)", LockMode.Upgradeable => " (upgradeable)", _ => "" } + (held.IsCertain ? "" : "?");
}
