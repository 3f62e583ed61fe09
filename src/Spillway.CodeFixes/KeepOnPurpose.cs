using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes;

/// <summary>
/// The opposite of a rewrite: keeps the code as it is and writes down that this is on purpose. An attribute carries the reason, so
/// that a log of the build shows it as a suppression with its justification; code outside of any member gets a directive.
/// </summary>
internal static class KeepOnPurpose
{
    /// <summary>The action that keeps the code at <paramref name="diagnostic"/>.</summary>
    public static Rewrite Offer(Document document, Diagnostic diagnostic, string title, string justification) =>
        new(title, Rewrite.KeepPrefix + diagnostic.Id, token => ApplyAsync(document, diagnostic, justification, token));

    private static async Task<Document> ApplyAsync(Document document, Diagnostic diagnostic, string justification, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is null)
            return document;

        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var node = root.FindNode(diagnostic.Location.SourceSpan);
        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not (GlobalStatementSyntax or BaseNamespaceDeclarationSyntax or IncompleteMemberSyntax));
        if (member is null or BaseTypeDeclarationSyntax)
            return document.WithText(AroundStatement(text, node, diagnostic.Id, justification));

        var check = $"{diagnostic.Id}:{diagnostic.Descriptor.Title.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        if (member.AttributeLists.ToString().Contains($"\"{diagnostic.Id}:"))
            return document;

        var first = member.GetFirstToken();
        var line = text.Lines.GetLineFromPosition(first.SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, first.SpanStart));
        if (indent.Any(c => !char.IsWhiteSpace(c)))
            indent = " ";

        var attribute = $"[System.Diagnostics.CodeAnalysis.SuppressMessage(\"{diagnostic.Descriptor.Category}\", \"{check}\", Justification = \"{justification}\")]";
        return document.WithText(text.WithChanges(new TextChange(new TextSpan(first.SpanStart, 0), attribute + NewLine(text, line) + indent)));
    }

    private static SourceText AroundStatement(SourceText text, SyntaxNode node, string id, string justification)
    {
        var statement = node.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(s => s.Parent is GlobalStatementSyntax)
            ?? node.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is null)
            return text;

        var first = text.Lines.GetLineFromPosition(statement.SpanStart);
        var last = text.Lines.GetLineFromPosition(statement.Span.End);
        var newLine = NewLine(text, first);
        return text.WithChanges(
            new TextChange(new TextSpan(first.Start, 0), $"#pragma warning disable {id} // {justification}{newLine}"),
            new TextChange(new TextSpan(last.End, 0), $"{newLine}#pragma warning restore {id}"));
    }

    private static string NewLine(SourceText text, TextLine line) =>
        text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) is { Length: > 0 } end ? end : "\n";
}
