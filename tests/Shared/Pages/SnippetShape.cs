using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Pages;

/// <summary>Where a snippet belongs in its preamble.</summary>
public enum SnippetShape
{
    /// <summary>Into the method.</summary>
    Statements,

    /// <summary>Into the class.</summary>
    Members,

    /// <summary>Nowhere: it is a whole file.</summary>
    File,
}

/// <summary>Finds the shape of snippets.</summary>
public static class SnippetShapes
{
    /// <summary>What the fence says, else what the code looks like.</summary>
    public static SnippetShape Of(Fence fence, string text)
    {
        if (fence.File is not null || fence.Words.Contains("file") || fence.Words.Contains("runs"))
            return SnippetShape.File;
        if (fence.Words.Contains("members"))
            return SnippetShape.Members;
        if (fence.Words.Contains("statements"))
            return SnippetShape.Statements;

        var root = SyntaxFactory.ParseCompilationUnit(text);
        if (root.Members.Any(IsMember))
            return SnippetShape.Members;

        return root.Usings.Count > 0 || root.AttributeLists.Count > 0 || root.Members.Any(member => member is not GlobalStatementSyntax)
            ? SnippetShape.File
            : SnippetShape.Statements;
    }

    /// <summary>A declaration that can stand in a type only: no local has an accessibility, and a field, property or constructor is no statement.</summary>
    private static bool IsMember(MemberDeclarationSyntax member) => member switch
    {
        GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax function } => function.Modifiers.Any(IsOfMembers),
        GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Modifiers.Any(IsOfMembers),
        GlobalStatementSyntax => false,
        BaseNamespaceDeclarationSyntax => false,
        BaseTypeDeclarationSyntax type => type.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword),
        DelegateDeclarationSyntax type => type.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword),
        _ => true,
    };

    private static bool IsOfMembers(Microsoft.CodeAnalysis.SyntaxToken modifier) => modifier.Kind() is
        SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword
        or SyntaxKind.VirtualKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.ReadOnlyKeyword or SyntaxKind.VolatileKeyword;
}
