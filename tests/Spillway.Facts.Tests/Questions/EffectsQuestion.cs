using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// What does a statement do besides computing? On the line of each statement that holds no other statement, in methods and local
/// functions; what lambdas do is told where they are passed or called.
/// </summary>
public sealed class EffectsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Effects);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree).Where(method => method.Symbol?.MethodKind != MethodKind.AnonymousFunction))
        {
            foreach (var statement in method.Bodies.SelectMany(body => body.OwnOperations()).Where(IsSimple))
            {
                var run = new SummaryRun();
                var reader = new EffectReader(method.Model, method.Provenance.Trace([], run), run);
                reader.Read(statement);
                foreach (var word in reader.Effects.Words())
                    yield return (statement.Line(), word);
            }
        }
    }

    private static bool IsSimple(IOperation operation) =>
        operation is IExpressionStatementOperation or IVariableDeclarationGroupOperation or IReturnOperation or IThrowOperation { Parent: IBlockOperation };
}
