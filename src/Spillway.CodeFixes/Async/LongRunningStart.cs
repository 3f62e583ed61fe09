using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>A task that is started on the pool, started with a thread of its own instead.</summary>
internal static class LongRunningStart
{
    /// <summary>The changes, or none where the start has another form.</summary>
    public static ImmutableArray<TextChange> Of(InvocationExpressionSyntax start, SemanticModel model)
    {
        var arguments = start.ArgumentList.Arguments;
        if (model.GetSymbolInfo(start).Symbol is not IMethodSymbol method || arguments.Count == 0 || arguments.Any(a => a.NameColon is not null) || ReturnsTask(method))
            return ImmutableArray<TextChange>.Empty;

        var end = new TextSpan(start.ArgumentList.CloseParenToken.SpanStart, 0);
        var hasToken = arguments.Count == 2 && TokenInScope.IsToken(model.GetTypeInfo(arguments[1].Expression).Type);
        if (arguments.Count > 1 && !hasToken)
            return ImmutableArray<TextChange>.Empty;

        switch (method)
        {
            case { Name: "Run", ContainingType.Name: "Task" }:
                return ImmutableArray.Create(
                    new TextChange(start.Expression.Span, "Task.Factory.StartNew"),
                    new TextChange(end, $"{(hasToken ? "" : ", CancellationToken.None")}, TaskCreationOptions.LongRunning, TaskScheduler.Default"));

            case { Name: "StartNew", ContainingType: { Name: "TaskFactory", Arity: 0 } }:
                return ImmutableArray.Create(new TextChange(end, hasToken ? ", TaskCreationOptions.LongRunning, TaskScheduler.Current" : ", TaskCreationOptions.LongRunning"));

            default:
                return ImmutableArray<TextChange>.Empty;
        }
    }

    /// <summary>Task.Run unwraps such a delegate, StartNew does not.</summary>
    private static bool ReturnsTask(IMethodSymbol method) =>
        method.Parameters[0].Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var result } && result.IsTaskLike();
}
