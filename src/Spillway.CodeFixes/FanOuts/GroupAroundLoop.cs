using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>Puts a <c>TaskGroup</c> around a loop that starts tasks and drops them, and makes them its children.</summary>
internal static class GroupAroundLoop
{
    /// <summary>The change, or null where the loop cannot move into a lambda.</summary>
    public static TextChange? Write(SyntaxNode start, int loops, string limit, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("Spillway.TaskGroup") is null
            || start.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } dropped
            || Dropped(dropped) is not { } call
            || dropped.Ancestors().OfType<CommonForEachStatementSyntax>().Take(loops).ToList() is not { Count: > 0 } around || around.Count != loops
            || around[around.Count - 1] is not { } loop
            || !CanMove(loop, model)
            || model.GetTypeInfo(call).Type is not { } type)
        {
            return null;
        }

        var names = new Names(loop);
        var group = names.New("group");
        var outer = Capture.TokenIn(new[] { call }, model);
        var token = outer is null ? (call.DescendantTokens().Any(t => t.Text == "_") ? names.New("childToken") : "_") : names.New(outer == "token" ? "childToken" : "token");
        var uses = outer is null ? Enumerable.Empty<IdentifierNameSyntax>() : call.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == outer && Capture.IsToken(n, model));
        var body = call.ReplaceNodes(uses, (use, _) => SyntaxFactory.IdentifierName(token).WithTriviaFrom(use)).ToString();
        if (type.Name == "ValueTask")
            body += ".AsTask()";

        var place = new LoopPlace(loop);
        var source = place.Source;
        var configured = LeavesContext(loop) ? ".ConfigureAwait(false)" : "";
        var text = source.ToString(loop.Span);
        var span = dropped.Expression.Span;
        text = text.Remove(span.Start - loop.SpanStart, span.Length).Insert(span.Start - loop.SpanStart, $"await {group}.RunAsync({token} => {body}){configured}");

        var lines = text.Split('\n');
        var inner = string.Join("\n", lines.Select((line, i) => i == 0 || line.Trim().Length == 0 ? line : place.Unit + line));
        return new TextChange(loop.Span,
            $"await TaskGroup.RunAsync(async {group} =>{place.NewLine}{place.Indent}{{{place.NewLine}{place.Indent}{place.Unit}{inner}{place.NewLine}{place.Indent}}}, {limit}{(outer is null ? "" : $", {outer}")}){configured};");
    }

    /// <summary>True when the function awaits, and never returns to its context after it.</summary>
    private static bool LeavesContext(SyntaxNode loop)
    {
        var function = loop.Ancestors().First(a => a is MemberDeclarationSyntax and not GlobalStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CompilationUnitSyntax);
        return function.DescendantNodes(n => n == function || Functions.AreNot(n)).Any(n => n is AwaitExpressionSyntax) && LoopSplit.LeavesContextIn(function is LambdaExpressionSyntax { Body: var body } ? body : function);
    }

    /// <summary>The call whose task is dropped, without the discard or what configures an await that never came.</summary>
    private static ExpressionSyntax? Dropped(ExpressionStatementSyntax statement)
    {
        var value = statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: var right } ? right : statement.Expression;
        return value is InvocationExpressionSyntax { Expression: not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } call ? call : null;
    }

    /// <summary>True when the loop means the same inside a lambda: nothing jumps out of it, and no text spans lines that would be indented.</summary>
    private static bool CanMove(CommonForEachStatementSyntax loop, SemanticModel model) =>
        !loop.DescendantTrivia().Any(t => t.IsDirective)
        && !loop.DescendantNodes(n => Functions.AreNot(n)).Any(n => n is ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax or LabeledStatementSyntax)
        && !loop.DescendantTokens().Any(t => t.IsKind(SyntaxKind.MultiLineRawStringLiteralToken) || (t.Text.Contains('\n') && t.ValueText.Length > 0))
        && Capture.IsPossible(new List<SyntaxNode> { loop }, model)
        && !AssignsOuter(loop, model);

    /// <summary>Definite assignment does not flow out of a lambda.</summary>
    private static bool AssignsOuter(CommonForEachStatementSyntax loop, SemanticModel model) =>
        model.AnalyzeDataFlow(loop) is { Succeeded: true } flow && flow.WrittenInside.Any(symbol => symbol is ILocalSymbol or IParameterSymbol && !flow.VariablesDeclared.Contains(symbol, SymbolEqualityComparer.Default) && flow.DataFlowsOut.Contains(symbol, SymbolEqualityComparer.Default));
}
