using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What does a lock statement do to one field? On the line of the statement; and on the line of a lock's declaration whether that is all it is there for.</summary>
public sealed class AtomicLocksQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(AtomicLocks);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        var model = ConcurrencyModel.For(compilation, options, CancellationToken.None);
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is LockStatementSyntax statement && AtomicSection.Of(statement, model.Semantics(tree)) is { } section)
                yield return (statement.GetLocation().Line(), $"{section.Use.Kind} {section.Field.Name}{(section.Use.WantsOld ? ", old" : "")}");
            if (node is VariableDeclaratorSyntax && model.Semantics(tree).GetDeclaredSymbol(node) is IFieldSymbol field && model.AtomicLocks.Of(field) is { } lone)
            {
                var fields = lone.Sections.Select(s => s.Field).Distinct<IFieldSymbol>(SymbolEqualityComparer.Default).OrderBy(f => f.Name, StringComparer.Ordinal);
                yield return (node.GetLocation().Line(), "only: " + string.Join(", ", fields.Select(f => model.AtomicLocks.Converts(f, lone) ? f.Name : f.Name + " (stays)")));
            }
        }
    }
}
