using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>An expression that waits for a task, and how to write the same with <c>await</c>.</summary>
internal sealed class BlockedTask
{
    private BlockedTask(ExpressionSyntax whole, IReadOnlyList<TextChange> changes, bool wrapsFailures)
    {
        Whole = whole;
        Changes = changes;
        WrapsFailures = wrapsFailures;
    }

    public ExpressionSyntax Whole { get; }

    public IReadOnlyList<TextChange> Changes { get; }

    /// <summary>True when waiting throws an <c>AggregateException</c> where awaiting throws the failure itself.</summary>
    public bool WrapsFailures { get; }

    /// <summary>The wait whose member is called <paramref name="name"/>, or null where no await does the same.</summary>
    public static BlockedTask? Of(SimpleNameSyntax name, SemanticModel model)
    {
        if (model.GetSymbolInfo(name).Symbol is not { } member)
            return null;

        var access = name.Parent as MemberAccessExpressionSyntax;
        var call = (access is null ? (SyntaxNode)name : access).Parent as InvocationExpressionSyntax;
        switch (TaskApis.Of(member))
        {
            case TaskApi.Result when access is not null:
                return Await(access, Bare(access.Expression, model), Configured(access, access.Expression, model), true);

            case TaskApi.Wait when access is not null && call is { ArgumentList.Arguments.Count: 0 }:
                return Await(call, Bare(access.Expression, model), Configured(call, access.Expression, model), true);

            case TaskApi.Wait when access is not null && call is { ArgumentList.Arguments: { Count: 1 } arguments } && IsToken(arguments[0], model) && model.Compilation.Has("System.Threading.Tasks.Task", "WaitAsync"):
                return Await(call, access.Expression, $".WaitAsync({arguments[0]})" + AwaitStyle.SuffixAt(call), true);

            // An awaiter that is kept in a variable is no longer the task that could be awaited.
            case TaskApi.GetResult when access?.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } awaited } && call is not null:
                return Await(call, Bare(awaited.Expression, model), Configured(call, awaited.Expression, model), false);

            case TaskApi.WaitAll or TaskApi.WaitAny when call is { Parent: ExpressionStatementSyntax } && call.ArgumentList.Arguments.All(argument => !IsToken(argument, model) && !IsTime(argument, model)):
                return Rename(call, name, TaskApis.Of(member) == TaskApi.WaitAll ? "WhenAll" : "WhenAny", TaskApis.Of(member) == TaskApi.WaitAll);

            default:
                return null;
        }
    }

    /// <summary>What is made a task only to be waited for can be awaited as it is.</summary>
    private static ExpressionSyntax Bare(ExpressionSyntax task, SemanticModel model) =>
        task is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsTask", Expression: var value } }
        && model.GetTypeInfo(value).Type is { Name: "ValueTask" } type && type.IsTaskLike()
            ? value
            : task;

    private static BlockedTask? Await(ExpressionSyntax whole, ExpressionSyntax task, string more, bool wraps) =>
        Comments.OrDirectivesAreIn(whole, TextSpan.FromBounds(task.Span.End, whole.Span.End)) ? null : new BlockedTask(whole, AwaitText.InPlaceOf(whole, task, more).ToList(), wraps);

    private static BlockedTask Rename(InvocationExpressionSyntax call, SimpleNameSyntax name, string twin, bool wraps)
    {
        var changes = new List<TextChange> { new(new TextSpan(call.SpanStart, 0), "await "), new(name.Identifier.Span, twin) };
        if (AwaitStyle.SuffixAt(call) is { Length: > 0 } configured)
            changes.Add(new TextChange(new TextSpan(call.Span.End, 0), configured));
        return new BlockedTask(call, changes, wraps);
    }

    private static string Configured(SyntaxNode place, ExpressionSyntax task, SemanticModel model) =>
        model.GetTypeInfo(task).Type.IsTaskLike() ? AwaitStyle.SuffixAt(place) : "";

    private static bool IsToken(ArgumentSyntax argument, SemanticModel model) => TokenInScope.IsToken(model.GetTypeInfo(argument.Expression).ConvertedType);

    private static bool IsTime(ArgumentSyntax argument, SemanticModel model) =>
        model.GetTypeInfo(argument.Expression).ConvertedType is { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" };
}
