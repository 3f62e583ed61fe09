using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Locks;

/// <summary>Makes every use of a field atomic, and takes the lock away where nothing needs it any more.</summary>
internal static class AtomicConversion
{
    /// <summary>The changes, and the field's name; null where one of the uses cannot change.</summary>
    public static (IReadOnlyList<TextChange> Changes, string Field)? Write(LockStatementSyntax statement, SourceText text, SemanticModel model)
    {
        if (AtomicSection.Of(statement, model) is not { Field: var field } || model.GetSymbolInfo(statement.Expression).Symbol is not IFieldSymbol gate
            || statement.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault(t => SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(t), field.ContainingType)) is not { } type)
        {
            return null;
        }

        var changes = new List<TextChange>();
        var sections = new HashSet<LockStatementSyntax>();
        foreach (var name in Names(type, field, model))
        {
            var target = name.WithOwner();
            var around = name.Ancestors().OfType<LockStatementSyntax>().FirstOrDefault(l => l.Statement.Span.Contains(name.Span) && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(l.Expression).Symbol, gate));
            if (around is not null)
            {
                if (sections.Add(around) && (AtomicSection.Of(around, model) is not { } section || Unlocked(section, text) is not { } change || !Record(change)))
                    return null;
                continue;
            }

            if (MakesObject(name, field) || IsName(name) || AtomicUse.IsAtomicAlready(target, model) || AtomicUse.UpdateFrom(target) is not null)
                continue;
            if (AtomicUse.Of(target, model) is not { } use)
                return null;

            changes.Add(new TextChange(use.Whole.Span, AtomicText.Of(use, field.Type)));
        }

        if (Names(type, gate, model).All(n => n.FirstAncestorOrSelf<LockStatementSyntax>() is { } user && sections.Contains(user)) && UnusedLock.Removal(gate, type, text) is { } removal)
            changes.Add(removal);
        return (changes.OrderBy(c => c.Span.Start).ToList(), field.Name);

        bool Record(TextChange change)
        {
            changes.Add(change);
            return true;
        }
    }

    private static IEnumerable<IdentifierNameSyntax> Names(TypeDeclarationSyntax type, IFieldSymbol field, SemanticModel model) =>
        type.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == field.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol?.OriginalDefinition, field.OriginalDefinition));

    /// <summary>The lock statement without its lock.</summary>
    private static TextChange? Unlocked(AtomicSection section, SourceText text)
    {
        var statement = section.Statement;
        var block = statement.Statement as BlockSyntax;
        var kept = section.Body.Where(s => s != section.Dropped).ToList();
        if (kept.Count == 0 || statement.ContainsDirectives || Comments.AreIn(statement.CloseParenToken.TrailingTrivia) || section.Dropped is { } dropped && Comments.AreIn(dropped)
            || block is not null && (Comments.AreIn(block.OpenBraceToken.TrailingTrivia) || Comments.AreIn(block.CloseBraceToken.LeadingTrivia) || Comments.AreIn(block.OpenBraceToken.LeadingTrivia))
            || kept.Count > 1 && statement.Parent is not (BlockSyntax or SwitchSectionSyntax) || Comments.AreInside(section.Use.Whole) || Clashes(kept, statement))
        {
            return null;
        }

        // An 'if' that was kept apart from an 'else' by the lock would take it.
        if (statement.Parent is IfStatementSyntax { Else: not null } around && around.Statement == statement && kept[0] is IfStatementSyntax)
            return null;

        var start = kept[0].FullSpan.Start;
        var inner = text.ToString(TextSpan.FromBounds(start, kept[kept.Count - 1].FullSpan.End));
        var edits = new List<(TextSpan Span, string Text)> { (section.Use.Whole.Span, AtomicText.Of(section.Use, section.Field.Type)) };
        if (section.Dropped is { } gone)
            edits.Add((Lines.Of(gone, text), ""));
        foreach (var (span, replacement) in edits.Where(e => e.Span.Start >= start && e.Span.End - start <= inner.Length).OrderByDescending(e => e.Span.Start))
            inner = inner.Substring(0, span.Start - start) + replacement + inner.Substring(span.End - start);

        if (Lines.IndentOf(statement, text) is not { } indent || Lines.IndentOf(kept[0], text) is not { } deeper)
            return kept.Count == 1 || inner.IndexOf('\n') < 0 ? new TextChange(statement.Span, inner.Trim()) : null;

        var from = text.Lines.GetLineFromPosition(statement.SpanStart).Start;
        return new TextChange(TextSpan.FromBounds(from, statement.Span.End), Shift(inner, deeper, indent).TrimEnd());
    }

    private static string Shift(string lines, string from, string to) =>
        string.Join("\n", lines.Split('\n').Select(line => line.StartsWith(from, System.StringComparison.Ordinal) ? to + line.Substring(from.Length) : line)).TrimStart('\r', '\n');

    /// <summary>True when a variable of the section would meet another one of the same name outside.</summary>
    private static bool Clashes(IEnumerable<StatementSyntax> kept, LockStatementSyntax statement)
    {
        var declared = kept.OfType<LocalDeclarationStatementSyntax>().SelectMany(d => d.Declaration.Variables).Select(v => v.Identifier.ValueText).ToList();
        return declared.Count > 0 && statement.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
            && member.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && declared.Contains(t.ValueText) && !statement.Span.Contains(t.Span));
    }

    private static bool MakesObject(SyntaxNode node, IFieldSymbol field) =>
        node.FirstAncestorOrSelf<SyntaxNode>(n => n is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or FieldDeclarationSyntax or PropertyDeclarationSyntax) switch
        {
            ConstructorDeclarationSyntax constructor => constructor.Modifiers.Any(SyntaxKind.StaticKeyword) == field.IsStatic,
            FieldDeclarationSyntax => true,
            PropertyDeclarationSyntax property => property.Initializer?.Span.Contains(node.Span) == true,
            _ => false,
        };

    private static bool IsName(SyntaxNode node) =>
        node.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" } && call.ArgumentList.Span.Contains(node.Span));
}
