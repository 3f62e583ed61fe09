using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>How a call that makes a task of tasks comes to give the inner one.</summary>
internal static class InnerTask
{
    // AttachedToParent is the one option that Task.Run cannot do without.
    private const int AttachedToParent = 4;

    public static (string Title, string Key, IReadOnlyList<TextChange> Changes)? Of(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (model.GetOperation(call) is not IInvocationOperation operation || operation.Type.AwaitedResult() is not INamedTypeSymbol { Name: "Task" }
            || IsDeclaredAsNested(call) || call.Parent is ConditionalAccessExpressionSyntax)
        {
            return null;
        }

        if (ByRun(call, operation) is { } run)
            return ("Start it with Task.Run", "TaskRun", run);

        // Of a task that nobody keeps, no inner one is wanted.
        if (call.Parent is ExpressionStatementSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } })
            return null;

        return ("Take the inner task with Unwrap", "Unwrap", new[] { new TextChange(new TextSpan(call.Span.End, 0), ".Unwrap()") });
    }

    private static IReadOnlyList<TextChange>? ByRun(InvocationExpressionSyntax call, IInvocationOperation operation)
    {
        if (TaskApis.Of(operation.TargetMethod) != TaskApi.StartNew
            || call.Expression is not MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Factory", Expression: var task } factory } access
            || operation.Instance is not IPropertyReferenceOperation { Property.ContainingType: var owner } || !owner.IsTaskLike() || owner.IsGenericType
            || operation.Arguments.Any(argument => !IsDropped(argument) && argument.Parameter?.Name is not ("function" or "cancellationToken" or "state"))
            || call.ArgumentList.Arguments.Any(argument => argument.NameColon is not null))
        {
            return null;
        }

        var changes = new List<TextChange> { new(TextSpan.FromBounds(task.Span.End, access.Span.End), ".Run") };
        var kept = operation.Arguments.Count(argument => !argument.IsImplicit && argument.Parameter?.Name is "function" or "cancellationToken");
        var arguments = call.ArgumentList.Arguments;

        // No state is passed, and none is looked at: the overload for one was only there for the options.
        var hasState = operation.Arguments.Any(argument => argument.Parameter?.Name == "state");
        if (hasState)
        {
            if (!arguments[1].Expression.IsKind(SyntaxKind.NullLiteralExpression) || WithoutParameter(arguments[0].Expression) is not { } bare || kept == 2 && !IsNoToken(arguments[2]))
                return null;
            changes.Add(bare);
            kept = 1;
        }

        // A token that never cancels is only there because the overload asks for one.
        if (kept == 2 && IsNoToken(arguments[1]))
            kept = 1;
        var rest = TextSpan.FromBounds(arguments[kept - 1].Span.End, call.ArgumentList.CloseParenToken.SpanStart);
        if (Comments.OrDirectivesAreIn(call, rest, factory.Span))
            return null;
        if (kept < arguments.Count)
            changes.Add(new TextChange(rest, ""));
        return changes;
    }

    /// <summary>Takes the parameter from a lambda that makes no use of it; null for what is no such lambda.</summary>
    private static TextChange? WithoutParameter(ExpressionSyntax function)
    {
        var (parameter, span) = function switch
        {
            SimpleLambdaExpressionSyntax simple => (simple.Parameter, simple.Parameter.Span),
            ParenthesizedLambdaExpressionSyntax { ParameterList: { Parameters: { Count: 1 } parameters } list } => (parameters[0], list.Span),
            _ => default,
        };
        return parameter is not null && !((LambdaExpressionSyntax)function).Body.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == parameter.Identifier.ValueText)
            ? new TextChange(span, "()")
            : null;
    }

    private static bool IsNoToken(ArgumentSyntax argument) => argument.Expression.ToString() is "CancellationToken.None" or "default" or "default(CancellationToken)";

    /// <summary>True for arguments that say what <c>Task.Run</c> does anyway, or what has no meaning for asynchronous code.</summary>
    private static bool IsDropped(IArgumentOperation argument) => argument.Parameter?.Name switch
    {
        "creationOptions" => argument.Value.ConstantValue is { HasValue: true, Value: int options } && (options & AttachedToParent) == 0,
        "scheduler" => argument.Value.Unwrapped() is IPropertyReferenceOperation { Property: { Name: "Default", ContainingType.Name: "TaskScheduler" } },
        _ => false,
    };

    private static bool IsDeclaredAsNested(InvocationExpressionSyntax call) =>
        call.Ancestors().OfType<VariableDeclarationSyntax>().FirstOrDefault() is { Type: GenericNameSyntax { Identifier.ValueText: "Task", TypeArgumentList.Arguments: { Count: 1 } arguments } } declaration
        && declaration.Variables.Any(variable => variable.Initializer?.Value == call)
        && arguments[0].ToString().Contains("Task");
}
