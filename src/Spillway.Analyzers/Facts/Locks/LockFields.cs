using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is done to the variables that hold locks.</summary>
internal static class LockFields
{
    /// <summary>The object that a field, property or local starts with, where it is made in the declaration.</summary>
    public static IObjectCreationOperation? InitialOf(ISymbol symbol, ConcurrencyModel model)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                VariableDeclaratorSyntax { Initializer.Value: { } initial } => initial,
                PropertyDeclarationSyntax { Initializer.Value: { } initial } => initial,
                _ => null,
            };
            if (value is not null && model.Compilation.ContainsSyntaxTree(value.SyntaxTree))
                return model.Semantics(value.SyntaxTree).GetOperation(value)?.Unwrapped() as IObjectCreationOperation;
        }

        return null;
    }

    /// <summary>Where a field is set other than in its declaration and its constructors, as far as its type is in view.</summary>
    public static SyntaxNode? SetAgain(IFieldSymbol field, ConcurrencyModel model) =>
        UsesOf(field, model).FirstOrDefault(name => IsSet(name) && !IsInConstructor(name, field));

    private static IEnumerable<IdentifierNameSyntax> UsesOf(IFieldSymbol field, ConcurrencyModel model)
    {
        foreach (var reference in field.ContainingType.DeclaringSyntaxReferences)
        {
            if (!model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            foreach (var name in reference.GetSyntax().Named(field.Name).OfType<IdentifierNameSyntax>())
            {
                if (SymbolEqualityComparer.Default.Equals(model.Semantics(reference.SyntaxTree).GetSymbolInfo(name).Symbol?.OriginalDefinition, field.OriginalDefinition))
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>True for a field that is filled on first use, or by a method of the constructor: there is one object for all who see one.</summary>
    public static bool IsSetLazily(IFieldSymbol field, ConcurrencyModel model) =>
        UsesOf(field, model).Any(use => use.WithOwner().Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression) && assignment.Left == use.WithOwner(),
            ArgumentSyntax { Parent: ArgumentListSyntax { Arguments: { Count: 3 } arguments } } => arguments[2].Expression.IsKind(SyntaxKind.NullLiteralExpression),
            _ => false,
        } || IsSet(use) && use.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is MethodDeclarationSyntax && IsInConstructor(use, field));

    private static bool IsSet(IdentifierNameSyntax name)
    {
        var whole = name.WithOwner();
        return whole.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == whole,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) && !argument.RefKindKeyword.IsKind(SyntaxKind.InKeyword),
            _ => false,
        };
    }

    /// <summary>True for code that runs while the object of <paramref name="field"/> is made; initialisers of fields included.</summary>
    public static bool RunsInConstructor(SyntaxNode node, IFieldSymbol field, ISymbol owner) =>
        owner is IFieldSymbol or IPropertySymbol && node.FirstAncestorOrSelf<AccessorDeclarationSyntax>() is null && node.FirstAncestorOrSelf<ArrowExpressionClauseSyntax>() is null && node.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is null
        || SymbolEqualityComparer.Default.Equals(owner.ContainingType?.OriginalDefinition, field.ContainingType.OriginalDefinition) && IsInConstructor(node, field);

    /// <summary>True for code that runs while the object is made: constructors, and private methods that only they call.</summary>
    private static bool IsInConstructor(SyntaxNode node, IFieldSymbol field)
    {
        var function = node.FirstAncestorOrSelf<SyntaxNode>(n => n is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
        if (function is ConstructorDeclarationSyntax constructor)
            return constructor.Modifiers.Any(SyntaxKind.StaticKeyword) == field.IsStatic;
        if (function is not MethodDeclarationSyntax method || !IsPrivate(method))
            return false;

        var calls = field.ContainingType.DeclaringSyntaxReferences
            .SelectMany(r => r.GetSyntax().Named(method.Identifier.ValueText).OfType<IdentifierNameSyntax>()).ToList();
        return calls.Count > 0 && calls.All(c => c.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is ConstructorDeclarationSyntax);
    }

    private static bool IsPrivate(MethodDeclarationSyntax method) =>
        method.Modifiers.All(m => !m.IsKind(SyntaxKind.PublicKeyword) && !m.IsKind(SyntaxKind.ProtectedKeyword) && !m.IsKind(SyntaxKind.InternalKeyword));
}
