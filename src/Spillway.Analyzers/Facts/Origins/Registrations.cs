using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Private collections to which others add through a method: how many they add, only they know.</summary>
internal static class Registrations
{
    /// <summary>The method by which others add what they pass to the private collection <paramref name="member"/>; null where there is none.</summary>
    public static string? Of(ISymbol member, ConcurrencyModel model)
    {
        if (member is not IFieldSymbol { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } field || field.IsStatic && field.ContainingType.IsStatic && !field.ContainingType.IsVisibleOutside())
            return null;

        foreach (var part in field.ContainingType.DeclaringSyntaxReferences)
        {
            if (!model.Compilation.ContainsSyntaxTree(part.SyntaxTree))
                continue;

            foreach (var name in part.GetSyntax().Named(field.Name))
            {
                if (AddedAt(name) is { Count: > 0 } added && model.Semantics(part.SyntaxTree) is var semantics && SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name).Symbol, field)
                    && semantics.GetEnclosingSymbol(name.SpanStart) is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public } adder
                    && added.SelectMany(given => given.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>().Any(word => semantics.GetSymbolInfo(word).Symbol is IParameterSymbol { ContainingSymbol: var owner } && SymbolEqualityComparer.Default.Equals(owner, adder)))
                {
                    return adder.Name;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// How many entries the constructors put, one by one, into a private collection that is only looked into otherwise: it holds those, and what it was made with. Null where somebody
    /// else may put some.
    /// </summary>
    public static int? OfConstructors(ISymbol member, ConcurrencyModel model)
    {
        if (member is not IFieldSymbol { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } field)
            return null;

        var puts = new Dictionary<SyntaxNode, int>();
        foreach (var name in field.ContainingType.DeclaringSyntaxReferences.Where(part => model.Compilation.ContainsSyntaxTree(part.SyntaxTree)).SelectMany(part => part.GetSyntax().Named(field.Name)))
        {
            if (IsLookedInto(name, model) || !SymbolEqualityComparer.Default.Equals(model.Semantics(name.SyntaxTree).GetSymbolInfo(name).Symbol, field))
                continue;
            if (ConstructorAround(name) is not { } constructor)
                return null;
            if (Own(name) is { Parent: AssignmentExpressionSyntax { Left: var set } } use && set == use)
                continue;
            if (AddedAt(name).Count == 0)
                return null;

            puts[constructor] = puts.TryGetValue(constructor, out var before) ? before + 1 : 1;
        }

        // One that calls another one puts in what both do.
        return puts.Count == 0 ? 0 : puts.Keys.Any(constructor => constructor is ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer }) ? puts.Values.Sum() : puts.Values.Max();
    }

    /// <summary>The constructor that does what stands there once.</summary>
    private static ConstructorDeclarationSyntax? ConstructorAround(SyntaxNode place)
    {
        foreach (var around in place.Ancestors())
        {
            switch (around)
            {
                case ConstructorDeclarationSyntax constructor:
                    return constructor;
                case MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool IsLookedInto(SimpleNameSyntax name, ConcurrencyModel model)
    {
        const ApiFlags Looks = ApiFlags.Pure | ApiFlags.ReadsReceiver;
        ExpressionSyntax use = name.Parent is MemberAccessExpressionSyntax qualified && qualified.Name == name ? qualified : name;
        return use.Parent switch
        {
            CommonForEachStatementSyntax => true,
            ElementAccessExpressionSyntax { Parent: not AssignmentExpressionSyntax and not ArgumentSyntax } element => element.Expression == use,
            MemberAccessExpressionSyntax { Name: var asked } access => access.Expression == use && model.Semantics(name.SyntaxTree).GetSymbolInfo(asked).Symbol switch
            {
                IMethodSymbol method => (model.Apis.Of(method.ReducedFrom ?? method) & Looks) != 0,
                IPropertySymbol property => property.ContainingAssembly.IsFramework(),
                _ => false,
            },
            _ => false,
        };
    }

    private static ExpressionSyntax Own(SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : name;

    /// <summary>What is put into the collection that <paramref name="name"/> names, with its key where it has one.</summary>
    private static IReadOnlyCollection<SyntaxNode> AddedAt(SimpleNameSyntax name)
    {
        var use = Own(name);
        return use.Parent switch
        {
            ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax, Right: var put } } element when element.Expression == use => new SyntaxNode[] { element.ArgumentList, put },
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "TryAdd" or "Enqueue" or "Push", Parent: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } } access when access.Expression == use => arguments,
            _ => Array.Empty<SyntaxNode>(),
        };
    }
}
