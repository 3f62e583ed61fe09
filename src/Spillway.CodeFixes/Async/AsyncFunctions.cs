using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>
/// Makes a function async, and with it everybody who calls it: the word, the return type, the returns of those that return a task
/// already, and an await at each call. Names stay as they are.
/// </summary>
internal static class AsyncFunctions
{
    /// <summary>The changes that let <paramref name="place"/> await; none where it may already; null where it cannot be made to.</summary>
    /// <param name="place">What awaits then.</param>
    /// <param name="model">The meaning of its file.</param>
    /// <param name="wrapsFailures">Whether failures came wrapped so far.</param>
    /// <param name="inHandlers">Whether handlers of events may become async: nobody waits for them then.</param>
    public static IReadOnlyList<TextChange>? Around(ExpressionSyntax place, SemanticModel model, bool wrapsFailures, bool inHandlers = false)
    {
        var function = AwaitPlace.FunctionAround(place);
        if (AwaitText.IsRuledOut(place, model) || (wrapsFailures && AwaitText.IsUnwrapped(place)))
            return null;
        if (AwaitPlace.IsAsync(function, place))
            return new List<TextChange>();
        if (function is null || AsyncReach.Of(function, tree => tree == model.SyntaxTree ? model : null) is not { } reach || (reach.EndsInHandlers && !inHandlers))
            return null;

        var changes = new List<TextChange>();
        foreach (var one in reach.Functions)
        {
            if (!AreAwaitedAtOnce(one, model) || Declare(one, model) is not { } declared)
                return null;
            changes.AddRange(declared);
        }

        foreach (var call in reach.Calls)
        {
            if (AwaitText.IsRuledOut(call, model) || (wrapsFailures && AwaitText.IsUnwrapped(call)))
                return null;
            changes.AddRange(AwaitText.InPlaceOf(call, call, AwaitStyle.SuffixAt(call)));
        }

        return changes;
    }

    /// <summary>The changes that give an async <paramref name="function"/> without a task one, and await it at all calls; null where not all of them are in view and can.</summary>
    public static IReadOnlyList<TextChange>? WithTask(SyntaxNode function, SemanticModel model)
    {
        if (ReturnTypeOf(function) is not PredefinedTypeSyntax type || AsyncReach.CallsOf(function, tree => tree == model.SyntaxTree ? model : null) is not { } calls)
            return null;

        var changes = new List<TextChange> { new(type.Span, "Task") };
        foreach (var call in calls)
        {
            if (AwaitText.IsRuledOut(call, model) || !AwaitPlace.IsAsync(AwaitPlace.FunctionAround(call), call))
                return null;
            changes.AddRange(AwaitText.InPlaceOf(call, call, AwaitStyle.SuffixAt(call)));
        }

        return changes;
    }

    /// <summary>False where a caller in view starts a function that returns a task, and goes on: what was done when the call came back would be done meanwhile.</summary>
    private static bool AreAwaitedAtOnce(SyntaxNode function, SemanticModel model) =>
        !AsyncForm.ReturnsTask(function, model)
        || (AsyncReach.CallsOf(function, tree => tree == model.SyntaxTree ? model : null)?.All(AsyncReach.IsAwaitedAtOnce) ?? true);

    /// <summary>The word <c>async</c> and what it asks of the return type and the returns; null where a return cannot be written.</summary>
    private static IReadOnlyList<TextChange>? Declare(SyntaxNode function, SemanticModel model)
    {
        var changes = new List<TextChange>();
        switch (function)
        {
            case MethodDeclarationSyntax { ReturnType: var type }:
                changes.Add(new TextChange(new TextSpan(type.SpanStart, 0), "async "));
                break;
            case LocalFunctionStatementSyntax { ReturnType: var type }:
                changes.Add(new TextChange(new TextSpan(type.SpanStart, 0), "async "));
                break;
            case AnonymousFunctionExpressionSyntax { Modifiers.Count: 0 } lambda when lambda is not ParenthesizedLambdaExpressionSyntax { AttributeLists.Count: > 0 }:
                changes.Add(new TextChange(new TextSpan(lambda.SpanStart, 0), "async "));
                break;
            default:
                return null;
        }

        if (EventHandlers.Handles(function, model))
            return changes;

        if (AsyncForm.ReturnsTask(function, model))
            return TaskReturns.Rewrite(function, model, changes) ? changes : null;

        if (ReturnTypeOf(function) is not { } returned)
            return null;
        if (returned is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
        {
            changes.Add(new TextChange(returned.Span, "Task"));
        }
        else
        {
            changes.Add(new TextChange(new TextSpan(returned.SpanStart, 0), "Task<"));
            changes.Add(new TextChange(new TextSpan(returned.Span.End, 0), ">"));
        }

        return changes;
    }

    private static TypeSyntax? ReturnTypeOf(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.ReturnType,
        LocalFunctionStatementSyntax local => local.ReturnType,
        _ => null,
    };
}
