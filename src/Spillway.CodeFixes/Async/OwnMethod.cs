using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>An async method that returns nothing, and that one delegate is all that is made of.</summary>
internal static class OwnMethod
{
    /// <summary>The declaration of the private method that <paramref name="name"/> gives away, where nothing else in its type calls it or gives it away.</summary>
    public static MethodDeclarationSyntax? Of(IdentifierNameSyntax name, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, IsAsync: true, ReturnsVoid: true, IsGenericMethod: false, PartialDefinitionPart: null, PartialImplementationPart: null, ExplicitInterfaceImplementations.IsEmpty: true } method
        && method.GetAttributes().IsEmpty && method.Parameters.All(parameter => parameter.RefKind == RefKind.None)
        && method.DeclaringSyntaxReferences is { Length: 1 } references && references[0].GetSyntax() is MethodDeclarationSyntax { ContainsDirectives: false } declaration && declaration.SyntaxTree == name.SyntaxTree
        && !AsyncReach.NamesOf(declaration, method).Any(other => other != name && model.GetSymbolInfo(other) is var info && info.CandidateSymbols.Append(info.Symbol).Any(symbol => SymbolEqualityComparer.Default.Equals(symbol, method))) ? declaration : null;

    /// <summary>The change that gives it a task.</summary>
    public static TextChange WithTask(MethodDeclarationSyntax declaration) => new(declaration.ReturnType.Span, "Task");
}
