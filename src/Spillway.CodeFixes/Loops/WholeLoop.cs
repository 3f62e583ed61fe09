using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Loops;

/// <summary>A loop whose body moves into a lambda as it is: nothing in it depends on the order of the items.</summary>
internal static class WholeLoop
{
    /// <summary>The change that rewrites the loop, with the namespaces it needs; null where the body cannot move.</summary>
    public static (TextChange Change, ImmutableArray<string> Imports)? Write(StatementSyntax loop, SemanticModel model, Form form, string limit)
    {
        var names = new Names(loop);
        var body = LoopSplit.BodyOf(loop);
        if (LoopSource.Of(loop, model, names) is not { } source || !CanMove(body, loop) || !Capture.IsPossible(new[] { body }, model))
            return null;

        var place = new LoopPlace(loop);
        var outer = form == Form.WhenAll ? null : Capture.TokenIn(new[] { body }, model);
        var token = outer is null ? null : names.New(outer == "token" ? "itemToken" : "token");
        var parameter = token ?? (body.DescendantTokens().Any(t => t.Text == "_") ? names.New("token") : "_");
        var lambdaBody = LambdaBody(body, source, place, outer, token, model);

        var options = $"new ParallelOptions {{ MaxDegreeOfParallelism = {limit}{(outer is null ? "" : $", CancellationToken = {outer}")} }}";
        var call = form == Form.WhenAll
            ? $"Task.WhenAll({source.Items}.Select(async {source.Variable} =>{lambdaBody}))"
            : $"Parallel.ForEachAsync({source.Argument}, {options}, async ({source.Variable}, {parameter}) =>{lambdaBody})";
        var configured = LoopSplit.LeavesContextIn(body) ? ".ConfigureAwait(false)" : "";

        var imports = ImmutableArray.Create("System.Threading.Tasks");
        imports = imports.AddRange(source.Imports);
        if (form == Form.WhenAll)
            imports = imports.Add("System.Linq");
        return (place.KeepComments(new TextChange(loop.Span, $"await {call}{configured};")), imports);
    }

    private static bool CanMove(StatementSyntax body, StatementSyntax loop) =>
        !loop.DescendantTrivia().Any(t => t.IsDirective)
        && !body.DescendantNodesAndSelf(Functions.AreNot).Any(n => n is ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax or LabeledStatementSyntax
            || (n is BreakStatementSyntax && !StaysInside(n, body)));

    /// <summary>True for a jump that ends a loop or switch inside the body.</summary>
    private static bool StaysInside(SyntaxNode jump, StatementSyntax body) =>
        jump.Ancestors().TakeWhile(a => a != body.Parent).Any(a => a is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax
            || (a is SwitchStatementSyntax && jump is BreakStatementSyntax));

    private static string LambdaBody(StatementSyntax body, LoopSource source, LoopPlace place, string? outer, string? token, SemanticModel model)
    {
        var jumps = body.DescendantNodesAndSelf(Functions.AreNot).OfType<ContinueStatementSyntax>().Where(jump => !StaysInside(jump, body)).ToList();
        var tokens = token is null
            ? Enumerable.Empty<SyntaxNode>()
            : body.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == outer && Capture.IsToken(n, model));
        var moved = body.ReplaceNodes(
            jumps.Concat(tokens),
            (node, _) => node is ContinueStatementSyntax
                ? SyntaxFactory.ParseStatement("return;").WithTriviaFrom(node)
                : SyntaxFactory.IdentifierName(token!).WithTriviaFrom(node));

        if (moved is BlockSyntax block)
        {
            if (source.Unpack is null && block.Statements.Count == 1 && block.Statements[0] is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax only } && !block.DescendantTrivia().Any(t => t.IsComment()))
                return " " + only;

            var text = block.ToString();
            if (source.Unpack is { } unpack)
                text = text.Insert(1, place.NewLine + place.Indent + place.Unit + unpack);
            return place.NewLine + place.Indent + text;
        }

        if (source.Unpack is null && moved is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax expression })
            return " " + expression;

        var lines = source.Unpack is null ? new[] { moved.ToString() } : new[] { source.Unpack, moved.ToString() };
        return $"{place.NewLine}{place.Indent}{{{place.NewLine}{string.Concat(lines.Select(line => place.Indent + place.Unit + line + place.NewLine))}{place.Indent}}}";
    }
}
