using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes;

/// <summary>Adds the <c>using</c> directives that rewritten code needs.</summary>
internal static class Imports
{
    /// <summary>Imports each of <paramref name="namespaces"/> unless a directive of the file, a global one, or the place itself has it in scope.</summary>
    public static async Task<Document> AddAsync(Document document, IEnumerable<string> namespaces, CancellationToken cancellationToken)
    {
        foreach (var name in namespaces.Distinct())
        {
            if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax root)
                return document;

            // Most files say so themselves; binding the edited file would cost more than the edit.
            if (IsDirective(root, name))
                continue;
            if (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
                return document;
            if (!IsInScope(model, root, name))
                document = document.WithSyntaxRoot(Insert(root, name));
        }

        return document;
    }

    private static bool IsDirective(CompilationUnitSyntax root, string name) =>
        root.Usings.Any(directive => directive is { Alias: null, StaticKeyword.RawKind: 0, Name: { } imported } && imported.ToString() == name);

    private static bool IsInScope(SemanticModel model, CompilationUnitSyntax root, string name)
    {
        // The end of the last type or statement sees all directives of the file and the global ones.
        var position = root.Members.LastOrDefault() is { } last ? InnermostPosition(last) : root.FullSpan.End;
        foreach (var scope in model.GetImportScopes(position))
        {
            if (scope.Imports.Any(import => import.NamespaceOrType.ToDisplayString() == name))
                return true;
        }

        var enclosing = model.GetEnclosingSymbol(position);
        for (var space = enclosing?.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.ToDisplayString() == name)
                return true;
        }

        return false;
    }

    private static int InnermostPosition(MemberDeclarationSyntax member)
    {
        while (member is BaseNamespaceDeclarationSyntax { Members: { Count: > 0 } members })
            member = members.Last();

        return member.SpanStart;
    }

    private static CompilationUnitSyntax Insert(CompilationUnitSyntax root, string name)
    {
        var endOfLine = root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var lineBreak = endOfLine.IsKind(SyntaxKind.EndOfLineTrivia) ? endOfLine : SyntaxFactory.LineFeed;
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(lineBreak);

        // A file whose directives live inside its namespace gets the new one there.
        if (root.Usings.Count == 0
            && root.Members.FirstOrDefault() is BaseNamespaceDeclarationSyntax { Usings.Count: > 0 } space)
        {
            var inner = directive.WithLeadingTrivia(space.Usings[0].GetLeadingTrivia().Where(t => t.IsKind(SyntaxKind.WhitespaceTrivia)));
            return root.ReplaceNode(space, space.WithUsings(InsertSorted(space.Usings, inner, name)));
        }

        if (root.Usings.Count > 0)
            return root.WithUsings(InsertSorted(root.Usings, directive, name));

        // The file's header comment stays at the top: it is the leading trivia of whatever comes first.
        var first = root.GetFirstToken(includeZeroWidth: true);
        var leading = first.LeadingTrivia;
        return root
            .ReplaceToken(first, first.WithLeadingTrivia(lineBreak))
            .WithUsings(SyntaxFactory.SingletonList(directive.WithLeadingTrivia(leading)));
    }

    private static SyntaxList<UsingDirectiveSyntax> InsertSorted(SyntaxList<UsingDirectiveSyntax> usings, UsingDirectiveSyntax directive, string name)
    {
        var index = usings.Count;
        for (var i = 0; i < usings.Count; i++)
        {
            var other = usings[i];
            if (other.Alias is not null || other.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) || ComesBefore(name, other.Name?.ToString() ?? ""))
            {
                index = i;
                break;
            }
        }

        if (index > 0)
            return usings.Insert(index, directive);

        var header = usings[0].GetLeadingTrivia();
        return usings
            .Replace(usings[0], usings[0].WithLeadingTrivia())
            .Insert(0, directive.WithLeadingTrivia(header));
    }

    private static bool ComesBefore(string name, string other)
    {
        var (isSystem, otherIsSystem) = (IsSystem(name), IsSystem(other));
        return isSystem == otherIsSystem ? string.CompareOrdinal(name, other) < 0 : isSystem;
    }

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", System.StringComparison.Ordinal);
}
