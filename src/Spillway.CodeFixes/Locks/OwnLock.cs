using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>Gives a class a lock of its own in place of itself or its type.</summary>
internal static class OwnLock
{
    /// <summary>The changes that make all of the class use a new field; null where something else knows the old lock.</summary>
    public static (IReadOnlyList<TextChange> Changes, bool UsesLock)? Write(ExpressionSyntax locked, SourceText text, SemanticModel model, bool mayUseLock)
    {
        if (locked.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { Members.Count: > 0 } type || type is InterfaceDeclarationSyntax
            || type.IsKind(SyntaxKind.StructDeclaration) || type.IsKind(SyntaxKind.RecordStructDeclaration))
        {
            return null;
        }

        var isStatic = locked is TypeOfExpressionSyntax;
        if (model.GetDeclaredSymbol(type) is not INamedTypeSymbol symbol || !isStatic && CountsItsFields(symbol))
            return null;

        // Other parts of the class stand elsewhere, and stay as they are.
        var parts = symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>().Where(part => part.Span != type.Span || part.SyntaxTree != type.SyntaxTree).ToList();
        if (parts.Any(part => UsesIn(part, locked).Any()))
            return null;

        // A method that is synchronised by an attribute locks the same object.
        if (parts.Append(type).SelectMany(part => part.Members).Any(m => m.AttributeLists.Count > 0 && m.AttributeLists.ToString().Contains("Synchronized")))
            return null;

        var uses = UsesIn(type, locked).ToList();

        var usesLock = mayUseLock && uses.All(u => u.Parent is LockStatementSyntax { Statement: var body } && !body.DescendantNodes().Any(n => n is YieldStatementSyntax))
            && model.Compilation.GetTypeByMetadataName("System.Threading.Lock") is { } lockType

            // The class may have a 'Lock' of its own.
            && model.LookupSymbols(type.OpenBraceToken.Span.End, name: "Lock").All(found => SymbolEqualityComparer.Default.Equals(found, lockType))
            && model.Compilation is CSharpCompilation { LanguageVersion: >= (LanguageVersion)1300 };
        var name = new Loops.Names(type.Members[0]).New(isStatic ? "Gate" : "_gate");
        var taken = new HashSet<string>(parts.Append(type).SelectMany(part => part.DescendantTokens()).Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText));
        for (var i = 2; taken.Contains(name); i++)
            name = (isStatic ? "Gate" : "_gate") + i;

        var first = type.Members[0];
        if (Lines.IndentOf(first, text) is not { } indent)
            return null;

        var line = Lines.NewLine(text);
        var field = $"{indent}{(SaysPrivate(type) ? "private " : "")}{(isStatic ? "static " : "")}readonly {(usesLock ? "Lock" : "object")} {name} = new();{line}" + (first is FieldDeclarationSyntax && !IsSaidMoreOf(first) ? "" : line);
        var changes = uses.Select(u => new TextChange(u.Span, name)).ToList();
        var at = text.Lines.GetLineFromPosition(type.OpenBraceToken.SpanStart).EndIncludingLineBreak;
        if (at > first.SpanStart)
            return null;

        changes.Insert(0, new TextChange(new TextSpan(at, 0), field));
        return (changes.OrderBy(c => c.Span.Start).ToList(), usesLock);
    }

    private static IEnumerable<ExpressionSyntax> UsesIn(TypeDeclarationSyntax part, ExpressionSyntax locked) =>
        part.DescendantNodes(n => n == part || n is not TypeDeclarationSyntax).OfType<ExpressionSyntax>()
            .Where(e => SyntaxFactory.AreEquivalent(e, locked) && (e.Parent is LockStatementSyntax || IsOfMonitor(e)));

    /// <summary>
    /// True for types to which one more field makes a difference: records are equal when all their fields are, memory that is shared with
    /// other languages has a layout, and what is read back by a serialiser that runs no constructor has no lock in the field.
    /// </summary>
    private static bool CountsItsFields(INamedTypeSymbol type) =>
        type.IsRecord || type.IsSerializable || type.GetAttributes().Any(a => a.AttributeClass is { Name: "DataContractAttribute" or "StructLayoutAttribute", ContainingNamespace.Name: "Serialization" or "InteropServices" });

    /// <summary>False where the fields of the class leave out what goes without saying.</summary>
    private static bool SaysPrivate(TypeDeclarationSyntax type)
    {
        var fields = type.Members.OfType<FieldDeclarationSyntax>().Where(field => !field.Modifiers.Any(m => m.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword)).ToList();
        return fields.Count == 0 || fields.Any(field => field.Modifiers.Any(SyntaxKind.PrivateKeyword));
    }

    /// <summary>True for a member with comments or attributes, which a neighbour without an empty line between would seem to share.</summary>
    private static bool IsSaidMoreOf(MemberDeclarationSyntax member) =>
        member.AttributeLists.Count > 0 || member.GetLeadingTrivia().Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));

    private static bool IsOfMonitor(ExpressionSyntax expression) =>
        expression.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var target } } }
        && (target.ToString() is "Monitor" or "System.Threading.Monitor");
}
