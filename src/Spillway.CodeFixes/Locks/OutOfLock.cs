using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>Moves the first or the last statement of a lock out of it.</summary>
internal static class OutOfLock
{
    /// <summary>The change that moves the statement of <paramref name="call"/>; null where its place does not allow it.</summary>
    public static TextChange? Write(SyntaxNode call, bool before, SourceText text) =>
        Place(call, before) is var (statement, around, body) && Lines.IndentOf(statement, text) is not null && Lines.IndentOf(around, text) is not null
            ? Write(statement, around, body, before, Lines.Outdent(Lines.Of(statement, statement, text)), null, null, text)
            : null;

    /// <summary>The change that reads a delegate under the lock and calls it afterwards.</summary>
    public static TextChange? WriteSnapshot(SyntaxNode call, SourceText text, SemanticModel model)
    {
        if (Place(call, before: false) is not var (statement, around, body)
            || statement is not ExpressionStatementSyntax { Expression: var expression }
            || Lines.IndentOf(statement, text) is not { } inner || Lines.IndentOf(around, text) is not { } outer)
        {
            return null;
        }

        var called = expression switch
        {
            ConditionalAccessExpressionSyntax { Expression: IdentifierNameSyntax name } => name,
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax name } => name,
            _ => null,
        };
        if (called is null || model.GetSymbolInfo(called).Symbol is not (IEventSymbol or IFieldSymbol or IPropertySymbol) || model.GetTypeInfo(called).Type is not { } type)
            return null;

        // A field may be called by underscores alone.
        var wish = called.Identifier.ValueText.TrimStart('_') is { Length: > 0 } letters ? letters : "callback";
        var snapshot = new Loops.Names(around).New(char.ToLowerInvariant(wish[0]) + wish.Substring(1));
        var declared = type.WithNullableAnnotation(expression is ConditionalAccessExpressionSyntax ? NullableAnnotation.Annotated : type.NullableAnnotation)
            .ToMinimalDisplayString(model, around.SpanStart);
        if (!model.GetNullableContext(around.SpanStart).AnnotationsEnabled())
            declared = declared.TrimEnd('?');

        var moved = Lines.Outdent(Lines.Of(statement, statement, text));
        var at = moved.IndexOf(called.Identifier.Text + (expression is ConditionalAccessExpressionSyntax ? "?" : "("), System.StringComparison.Ordinal);
        return at < 0
            ? null
            : Write(statement, around, body, false, moved.Substring(0, at) + snapshot + moved.Substring(at + called.Identifier.Text.Length), $"{outer}{declared} {snapshot};", $"{inner}{snapshot} = {called.Identifier.Text};", text);
    }

    private static (StatementSyntax Statement, LockStatementSyntax Around, BlockSyntax Body)? Place(SyntaxNode call, bool before)
    {
        var statement = call.FirstAncestorOrSelf<StatementSyntax>();
        return statement?.Parent is BlockSyntax { Parent: LockStatementSyntax { Parent: BlockSyntax } around } body
            && body.Statements.Count > 1 && statement == (before ? body.Statements.First() : body.Statements.Last())
            && Lines.CanBeIndented(statement)
                ? (statement, around, body)
                : null;
    }

    private static TextChange Write(StatementSyntax statement, LockStatementSyntax around, BlockSyntax body, bool before, string moved, string? declaration, string? instead, SourceText text)
    {
        var line = Lines.NewLine(text);
        var keptStart = before ? body.Statements[1].FullSpan.Start : body.OpenBraceToken.FullSpan.End;
        var keptEnd = before ? body.CloseBraceToken.FullSpan.Start : statement.FullSpan.Start;
        var kept = text.ToString(TextSpan.FromBounds(keptStart, keptEnd));
        kept = before ? kept.TrimStart('\r', '\n') : kept.TrimEnd() + line;
        if (instead is not null)
            kept += (StandsApart(statement) ? line : "") + instead + line;

        var leading = text.ToString(TextSpan.FromBounds(around.FullSpan.Start, around.SpanStart));
        var head = text.ToString(TextSpan.FromBounds(around.SpanStart, body.OpenBraceToken.FullSpan.End));
        var tail = text.ToString(TextSpan.FromBounds(body.CloseBraceToken.FullSpan.Start, around.FullSpan.End));
        var all = before
            ? LastLineOf(leading, out var comments) is var indent ? comments + moved + line + indent + head + kept + tail : ""
            : declaration is null
                ? leading + head + kept + tail + moved + line
                : LastLineOf(leading, out var above) is var lead ? above + declaration + line + lead + head + kept + tail + line + moved + line : "";
        return new TextChange(around.FullSpan, all);
    }

    /// <summary>True for a statement with an empty line above.</summary>
    private static bool StandsApart(StatementSyntax statement) =>
        statement.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia);

    /// <summary>The white space of the last line; what stands above it goes to <paramref name="above"/>.</summary>
    private static string LastLineOf(string leading, out string above)
    {
        var at = leading.LastIndexOf('\n') + 1;
        above = leading.Substring(0, at);
        return leading.Substring(at);
    }
}
