using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>
/// <c>Parallel.ForEach(items, item => { lock (gate) { sum += item; } })</c> with a sum for each thread, and the lock only around putting them together.
/// </summary>
internal static class ThreadLocal
{
    /// <summary>The change, or null where the loop has another form.</summary>
    public static TextChange? Write(InvocationExpressionSyntax call, LockStatementSyntax section, string gathered, SourceText text, SemanticModel model)
    {
        if (Parts(call, section) is not var (argument, lambda, block) || lambda.ModifiersOrAsync() || ParametersWith(lambda) is not { } parameters
            || lambda.DescendantNodes().OfType<IdentifierNameSyntax>().FirstOrDefault(n => n.Identifier.ValueText == gathered && model.GetSymbolInfo(n).Symbol is IFieldSymbol or ILocalSymbol) is not { } use
            || model.GetTypeInfo(use).Type is not { } type || Lines.IndentOf(call, text) is not { } indent
            || lambda.ArrowToken.TrailingTrivia.Concat(block.OpenBraceToken.LeadingTrivia).Concat(block.OpenBraceToken.TrailingTrivia).Concat(block.CloseBraceToken.TrailingTrivia).Any(trivia => trivia.IsComment())
            || !Lines.CanBeIndented(block) || block.Statements.Any(s => Lines.IndentOf(s, text) is null) || Inside(section).Any(s => Lines.IndentOf(s, text) is null)
            || Inside(section).LastOrDefault() is null or ReturnStatementSyntax or ThrowStatementSyntax)
        {
            return null;
        }

        var local = new Loops.Names(call).New("local");
        var whole = MapField.Whole(use).ToString();
        var body = Body(block, section, gathered, local, text, model);
        if (body is null)
            return null;

        var line = Lines.NewLine(text);
        var step = indent + "    ";
        var shown = type.ToMinimalDisplayString(model, call.SpanStart);
        var initial = type.SpecialType switch
        {
            SpecialType.System_Int32 => "0",
            SpecialType.System_Int64 => "0L",
            SpecialType.System_UInt32 => "0u",
            SpecialType.System_UInt64 => "0UL",
            _ => $"new {shown}()",
        };
        var join = type.SpecialType == SpecialType.None
            ? $"{whole}.{(type.Name == "HashSet" ? "UnionWith" : "AddRange")}({local});"
            : $"{whole} {Operator(lambda, gathered)} {local};";
        var gate = text.ToString(TextSpan.FromBounds(section.LockKeyword.SpanStart, section.CloseParenToken.Span.End));
        var last = $"{local} =>{line}{indent}{{{line}{step}{gate}{line}{step}{{{line}{step}    {join}{line}{step}}}{line}{indent}}}";
        var written = $"() => {initial}, ({parameters}, {local}) =>{line}{indent}{{{line}{body}{line}{step}return {local};{line}{indent}}}, {last}";
        return new TextChange(argument.Span, written.Replace("\r\n", "\n").Replace("\n", line));
    }

    /// <summary><c>items.AsParallel().ForAll(item => { lock (gate) { list.Add(Make(item)); } })</c> as <c>list.AddRange(items.AsParallel().Select(item => Make(item)))</c>.</summary>
    public static TextChange? WriteResults(InvocationExpressionSyntax call, LockStatementSyntax section, SourceText text, SemanticModel model)
    {
        var only = section.Statement is BlockSyntax { Statements: { Count: 1 } statements } ? statements[0] : section.Statement;
        if (Parts(call, section) is not var (_, lambda, block) || call.Parent is not ExpressionStatementSyntax statement
            || call.Expression is not MemberAccessExpressionSyntax { Expression: var source, Name.Identifier.ValueText: "ForAll" }
            || only is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var list }, ArgumentList.Arguments: { Count: 1 } added } }
            || model.GetTypeInfo(list).Type is not { Name: "List" or "HashSet" } type || statement.DescendantTrivia().Any(trivia => trivia.IsComment()))
        {
            return null;
        }

        var parameter = text.ToString(TextSpan.FromBounds(lambda.SpanStart, lambda.ArrowToken.SpanStart)).TrimEnd();
        return new TextChange(call.Span, $"{list}.{(type.Name == "HashSet" ? "UnionWith" : "AddRange")}({source}.Select({parameter} => {added[0].Expression}))");
    }

    private static (ArgumentSyntax Argument, LambdaExpressionSyntax Lambda, BlockSyntax Block)? Parts(InvocationExpressionSyntax call, LockStatementSyntax section) =>
        call.ArgumentList.Arguments.LastOrDefault() is { NameColon: null, Expression: LambdaExpressionSyntax { Block: { } block } lambda } argument && section.Parent == block
            && call.ArgumentList.Arguments.All(a => a.NameColon is null)
            ? (argument, lambda, block)
            : null;

    private static bool ModifiersOrAsync(this LambdaExpressionSyntax lambda) => lambda.Modifiers.Count > 0 || lambda.AttributeLists.Count > 0;

    /// <summary>The parameters of the lambda and the state of the loop; the types are left to the compiler.</summary>
    private static string? ParametersWith(LambdaExpressionSyntax lambda)
    {
        var parameters = lambda switch
        {
            SimpleLambdaExpressionSyntax { Parameter: var one } => new List<ParameterSyntax> { one },
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: var several } => several.ToList(),
            _ => new List<ParameterSyntax>(),
        };
        if (parameters.Count is 0 or > 3 || parameters.Any(p => p.Type is not null || p.Modifiers.Count > 0))
            return null;

        var names = parameters.Select(p => p.Identifier.ValueText).ToList();
        return string.Join(", ", names.Count == 1 ? names.Append("_") : names);
    }

    /// <summary>The lines of the body without the lock, with the local in place of what is shared.</summary>
    private static string? Body(BlockSyntax block, LockStatementSyntax section, string gathered, string local, SourceText text, SemanticModel model)
    {
        // Only what is in the lambda's own code leaves the lambda.
        var edits = block.DescendantNodes().Select(n => n switch
        {
            IdentifierNameSyntax name when name.Identifier.ValueText == gathered && name.Parent is not NameColonSyntax && model.GetSymbolInfo(name).Symbol is IFieldSymbol or ILocalSymbol => new TextChange(MapField.Whole(name).Span, local),
            ReturnStatementSyntax { Expression: null } exit => new TextChange(exit.ReturnKeyword.Span, $"return {local}"),
            _ => (TextChange?)null,
        }).OfType<TextChange>().ToList();

        var comments = Comments(section, text);
        var parts = block.Statements.Where(s => s != section).Select(s => (s.FullSpan, Outdent: false))
            .Concat(Inside(section).Select(s => (s.FullSpan, Outdent: true)));
        var lines = new List<string>();
        foreach (var (span, outdent) in parts)
        {
            if (outdent && comments.Count > 0)
            {
                lines.AddRange(comments);
                comments.Clear();
            }

            var part = Apply(text, span, edits).Trim('\r', '\n');
            lines.Add(outdent ? Lines.Outdent(part) : part);
        }

        lines.AddRange(((section.Statement as BlockSyntax)?.CloseBraceToken.LeadingTrivia ?? default).Concat(block.CloseBraceToken.LeadingTrivia).Where(trivia => trivia.IsComment()).Select(t => Lines.IndentOf(section, text) + t));
        return lines.Count == 0 ? null : string.Join(Lines.NewLine(text), lines);
    }

    /// <summary>What is said above and behind the lock.</summary>
    private static List<string> Comments(LockStatementSyntax section, SourceText text)
    {
        var trivia = section.GetLeadingTrivia().Concat(section.CloseParenToken.TrailingTrivia);
        if (section.Statement is BlockSyntax inner)
            trivia = trivia.Concat(inner.OpenBraceToken.LeadingTrivia).Concat(inner.OpenBraceToken.TrailingTrivia).Concat(inner.CloseBraceToken.TrailingTrivia);
        return trivia.Where(trivia => trivia.IsComment()).Select(t => Lines.IndentOf(section, text) + t).ToList();
    }

    private static IEnumerable<StatementSyntax> Inside(LockStatementSyntax section) => section.Statement is BlockSyntax block ? block.Statements : new[] { section.Statement };

    private static string Apply(SourceText text, TextSpan span, IEnumerable<TextChange> edits)
    {
        var part = text.ToString(span);
        foreach (var edit in edits.Where(e => span.Contains(e.Span)).OrderByDescending(e => e.Span.Start))
            part = part.Remove(edit.Span.Start - span.Start, edit.Span.Length).Insert(edit.Span.Start - span.Start, edit.NewText!);
        return part;
    }

    private static string Operator(SyntaxNode lambda, string gathered) =>
        lambda.DescendantNodes().OfType<AssignmentExpressionSyntax>().FirstOrDefault(a => a.Left.ToString().EndsWith(gathered, System.StringComparison.Ordinal)) switch
        {
            { RawKind: (int)SyntaxKind.OrAssignmentExpression } => "|=",
            { RawKind: (int)SyntaxKind.ExclusiveOrAssignmentExpression } => "^=",
            _ => "+=",
        };
}
