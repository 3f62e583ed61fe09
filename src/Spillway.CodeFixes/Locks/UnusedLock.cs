using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>Takes away a lock that nothing uses any more.</summary>
internal static class UnusedLock
{
    /// <summary>The change that removes the declaration; null where it says more than that, or shares its lines.</summary>
    public static TextChange? Removal(IFieldSymbol gate, TypeDeclarationSyntax type, SourceText text)
    {
        var declaration = type.Members.OfType<FieldDeclarationSyntax>().FirstOrDefault(f => f.Declaration.Variables is { Count: 1 } variables && variables[0].Identifier.ValueText == gate.Name);
        if (declaration is null || Comments.AreIn(declaration) || declaration.ContainsDirectives || Lines.IndentOf(declaration, text) is null)
            return null;

        var first = text.Lines.GetLineFromPosition(declaration.SpanStart);
        var last = text.Lines.GetLineFromPosition(declaration.Span.End);
        if (text.ToString(TextSpan.FromBounds(declaration.Span.End, last.End)).Any(c => !char.IsWhiteSpace(c)))
            return null;

        // The blank line below goes too, where one above or the brace is left.
        var end = last.EndIncludingLineBreak;
        var above = first.LineNumber > 0 ? text.Lines[first.LineNumber - 1].ToString().Trim() : "";
        if ((above.Length == 0 || above == "{") && last.LineNumber + 1 < text.Lines.Count && text.Lines[last.LineNumber + 1] is var below && below.ToString().Trim().Length == 0)
            end = below.EndIncludingLineBreak;
        return new TextChange(TextSpan.FromBounds(first.Start, end), "");
    }
}
