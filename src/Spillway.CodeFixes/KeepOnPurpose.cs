using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes;

/// <summary>
/// The opposite of a rewrite: keeps the code as it is and writes down that this is on purpose. An attribute carries the reason, so
/// that a log of the build shows it as a suppression with its justification; a directive would be logged without one.
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
        return document.WithText(member is null
            ? OnProgram((CompilationUnitSyntax)root, text, diagnostic, justification)
            : OnMember(member, text, diagnostic, justification));
    }

    private static SourceText OnMember(MemberDeclarationSyntax member, SourceText text, Diagnostic diagnostic, string justification)
    {
        if (member.AttributeLists.ToString().Contains($"\"{diagnostic.Id}:"))
            return text;

        var first = member.GetFirstToken();
        var line = text.Lines.GetLineFromPosition(first.SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, first.SpanStart));
        if (indent.Any(c => !char.IsWhiteSpace(c)))
            indent = " ";

        return text.WithChanges(new TextChange(new TextSpan(first.SpanStart, 0), $"[{Attribute(diagnostic, justification)})]" + Lines.NewLine(text, line) + indent));
    }

    /// <summary>A program of statements has no declaration that could carry the attribute: the assembly carries it, for the method that the compiler makes of them.</summary>
    private static SourceText OnProgram(CompilationUnitSyntax root, SourceText text, Diagnostic diagnostic, string justification)
    {
        if (root.AttributeLists.ToString().Contains($"\"{diagnostic.Id}:"))
            return text;

        var attribute = $"[assembly: {Attribute(diagnostic, justification)}, Scope = \"member\", Target = \"~M:Program.<Main>$(System.String[])\")]";
        SyntaxNode? above = root.AttributeLists.LastOrDefault() ?? (SyntaxNode?)root.Usings.LastOrDefault() ?? root.Externs.LastOrDefault();
        if (above is null)
        {
            var first = root.GetFirstToken();
            var newLine = Lines.NewLine(text, text.Lines.GetLineFromPosition(first.SpanStart));
            return text.WithChanges(new TextChange(new TextSpan(first.SpanStart, 0), attribute + newLine + newLine));
        }

        // Attributes come after usings, with a line between; one below another needs none.
        var last = text.Lines.GetLineFromPosition(above.Span.End);
        var gap = Lines.NewLine(text, last);
        return text.WithChanges(new TextChange(new TextSpan(last.End, 0), (above is AttributeListSyntax ? gap : gap + gap) + attribute));
    }

    private static string Attribute(Diagnostic diagnostic, string justification)
    {
        var title = diagnostic.Descriptor.Title.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"System.Diagnostics.CodeAnalysis.SuppressMessage(\"{diagnostic.Descriptor.Category}\", \"{diagnostic.Id}:{title}\", Justification = \"{justification}\"";
    }
}
