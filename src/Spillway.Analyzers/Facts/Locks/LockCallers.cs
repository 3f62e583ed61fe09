using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Which locks do all callers of a private function hold? Such functions are sections of the lock, though it is taken elsewhere.</summary>
internal sealed class LockCallers
{
    private const int DeepestChain = 5;

    private static readonly ImmutableArray<LockId> Nothing = ImmutableArray<LockId>.Empty;

    private readonly ConcurrencyModel _model;
    private readonly Depths<SyntaxNode, ImmutableArray<LockId>> _known;

    public LockCallers(ConcurrencyModel model)
    {
        _model = model;
        _known = new(DeepestChain, Nothing, EqualityComparer<SyntaxNode>.Default, HeldByCallers);
    }

    public ImmutableArray<LockId> Of(SyntaxNode function)
    {
        var height = 0;
        return Of(function, DeepestChain, ref height);
    }

    private ImmutableArray<LockId> Of(SyntaxNode function, int left, ref int height) =>
        function is MethodDeclarationSyntax or LocalFunctionStatementSyntax ? _known.Of(function, left, ref height) : Nothing;

    private ImmutableArray<LockId> HeldByCallers(SyntaxNode function, int left, ref int height)
    {
        if (_model.Semantics(function.SyntaxTree).GetDeclaredSymbol(function) is not IMethodSymbol method
            || method.MethodKind != MethodKind.LocalFunction && (method.DeclaredAccessibility != Accessibility.Private || !method.ExplicitInterfaceImplementations.IsEmpty))
        {
            return Nothing;
        }

        HashSet<LockId>? all = null;
        foreach (var use in UsesOf(method))
        {
            var whole = use.Parent is MemberAccessExpressionSyntax member && member.Name == use ? member : (ExpressionSyntax)use;

            // A method that is passed on runs who knows when; one of another object holds the locks of that one.
            if (whole.Parent is not InvocationExpressionSyntax call || whole is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } && !method.IsStatic)
                return Nothing;

            var caller = call.FirstAncestorOrSelf<SyntaxNode>(n => n is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
                || n is ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax });
            if (caller is null || caller == function)
                continue;

            var above = Of(caller, left - 1, ref height);
            var here = _model.Locks.Of(caller).At(call).Held.Where(h => h.IsCertain).Select(h => h.Lock)
                .Concat(above)
                .Where(id => method.MethodKind == MethodKind.LocalFunction || id.Start.Root is LockRoot.This or LockRoot.Static or LockRoot.Type);
            if (all is null)
                all = new HashSet<LockId>(here);
            else
                all.IntersectWith(here);
            if (all.Count == 0)
                return Nothing;
        }

        return all is null ? Nothing : all.ToImmutableArray();
    }

    private IEnumerable<SimpleNameSyntax> UsesOf(IMethodSymbol method)
    {
        var scopes = method.MethodKind == MethodKind.LocalFunction
            ? method.DeclaringSyntaxReferences.Select(r => r.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? r.SyntaxTree.GetRoot())
            : method.ContainingType.DeclaringSyntaxReferences.Select(r => r.GetSyntax());
        foreach (var scope in scopes)
        {
            foreach (var name in scope.Named(method.Name))
            {
                if (_model.Semantics(scope.SyntaxTree).GetSymbolInfo(name) is var info
                    && SymbolEqualityComparer.Default.Equals((info.Symbol ?? info.CandidateSymbols.FirstOrDefault())?.OriginalDefinition, method.OriginalDefinition))
                {
                    yield return name;
                }
            }
        }
    }
}
