using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Async;

/// <summary><c>Parallel.ForEach(items, item => Send(item))</c> as <c>await Parallel.ForEachAsync(items, …, async (item, token) => await SendAsync(item, token))</c>.</summary>
internal static class AsyncParallelLoop
{
    /// <summary>The changes, or none where the loop has another form, or not every wait in it can become an await.</summary>
    public static ImmutableArray<TextChange> Of(InvocationExpressionSyntax loop, IReadOnlyList<TextSpan> calls, SemanticModel model, string limit)
    {
        var none = ImmutableArray<TextChange>.Empty;
        var arguments = loop.ArgumentList.Arguments;
        if (!model.Compilation.Offers(Form.ParallelForEach) || loop.Parent is not ExpressionStatementSyntax || AwaitText.IsRuledOut(loop, model)
            || arguments.Any(a => a.NameColon is not null)
            || AwaitText.IsUnwrapped(loop)
            || NameIn(loop, model) is not ({ } name, var sources) || arguments.Count - sources is not (1 or 2) || ParameterOf(arguments.Last().Expression) is not var (lambda, parameter, parameters)
            || !Capture.IsPossible(new[] { lambda.Body }, model))
        {
            return none;
        }

        var outer = TokenInScope.At(loop, model);
        var isTaken = parameter == "_" || lambda.Body.DescendantTokens().Any(t => t.Text == "_");
        var token = outer is null && !isTaken ? "_" : new Names(loop).New(outer == "token" ? "itemToken" : "token");
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        foreach (var span in calls)
        {
            if (Awaited(lambda, span, model, outer, token) is not { IsEmpty: false } awaited)
                return none;
            changes.AddRange(awaited);
        }

        changes.Add(new TextChange(new TextSpan(loop.SpanStart, 0), "await "));
        changes.Add(new TextChange(name.Span, name.ValueText + "Async"));
        changes.Add(new TextChange(parameters, $"async ({parameter}, {token})"));
        if (arguments.Count - sources == 1)
            changes.Add(new TextChange(new TextSpan(arguments[sources - 1].Span.End, 0), $", new ParallelOptions {{ MaxDegreeOfParallelism = {limit}{(outer is null ? "" : $", CancellationToken = {outer}")} }}"));
        changes.Add(new TextChange(new TextSpan(loop.Span.End, 0), AwaitStyle.SuffixAt(loop)));
        return changes.ToImmutable();
    }

    private static ImmutableArray<TextChange> Awaited(LambdaExpressionSyntax lambda, TextSpan span, SemanticModel model, string? outer, string token)
    {
        var place = lambda.FindNode(span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(e => e.Span == span);
        if (place is null || place.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() != lambda || place.Ancestors().TakeWhile(a => a != lambda).Any(a => a is LocalFunctionStatementSyntax))
            return ImmutableArray<TextChange>.Empty;

        if (AwaitedCall.Of(place, model, null) is not { } call)
            return NameOf(place) is { } name && BlockedTask.Of(name, model) is { } wait && wait.Whole == place ? wait.Changes.ToImmutableArray() : ImmutableArray<TextChange>.Empty;

        return call.Changes.Select(change => outer is null ? change : new TextChange(change.Span, WithToken(change.NewText!, outer, token))).ToImmutableArray();
    }

    private static SimpleNameSyntax? NameOf(ExpressionSyntax wait) => wait switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        _ => null,
    };

    private static string WithToken(string text, string outer, string token) =>
        text.EndsWith(outer, System.StringComparison.Ordinal) && (text == outer || text.EndsWith(" " + outer, System.StringComparison.Ordinal)) ? text.Substring(0, text.Length - outer.Length) + token : text;

    /// <summary>The method's name, and how many arguments say what to go through.</summary>
    private static (SyntaxToken Name, int Sources)? NameIn(InvocationExpressionSyntax loop, SemanticModel model) =>
        loop.Expression is not MemberAccessExpressionSyntax { Name.Identifier: var name } ? null
        : name.ValueText == "ForEach" ? (name, 1)
        : name.ValueText == "For" && model.Compilation.Has("System.Threading.Tasks.Parallel", "ForAsync") ? (name, 2)
        : null;

    private static (LambdaExpressionSyntax Lambda, string Name, TextSpan Span)? ParameterOf(ExpressionSyntax function) => function switch
    {
        SimpleLambdaExpressionSyntax { AsyncKeyword.RawKind: 0, Parameter: var parameter } lambda => (lambda, parameter.Identifier.ValueText, parameter.Span),
        ParenthesizedLambdaExpressionSyntax { AsyncKeyword.RawKind: 0, ParameterList: { Parameters: { Count: 1 } parameters } list } lambda when lambda.Modifiers.Count == 0 =>
            (lambda, parameters[0].Identifier.ValueText, list.Span),
        _ => null,
    };
}
