using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does code run once, when a server starts or its database is brought up to date? That is so for the entry point of a server, for what is
/// given the program while it is put together, for migrations, and for what only such code calls. A program that is not a server does its work there.
/// </summary>
internal sealed class RunsOnce
{
    // A chain of callers that is longer shows less than it takes to find.
    private const int DeepestCaller = 4;
    private const int MostNames = 200;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public RunsOnce(ConcurrencyModel model) => _model = model;

    /// <summary>True when <paramref name="operation"/> of <paramref name="method"/> is known to run once in the life of a server.</summary>
    public bool At(IOperation operation, MethodFacts method) =>
        !IsRepeated(operation) && method.Owner is IMethodSymbol owner && method.RootAround switch
        {
            null => IsOnce(owner, DeepestCaller, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default), out _),
            { Occasion: Occasion.Background } => true,
            _ => false,
        };

    /// <param name="method">The method in question.</param>
    /// <param name="depth">How many callers may still be followed.</param>
    /// <param name="open">The methods whose callers are being looked at.</param>
    /// <param name="isCut">True where the answer lacks what a long chain or a recursion left out, so that it holds for this question only.</param>
    private bool IsOnce(IMethodSymbol method, int depth, HashSet<IMethodSymbol> open, out bool isCut)
    {
        isCut = false;
        method = method.OriginalDefinition;
        if (_known.TryGetValue(method, out var known))
            return known;
        if (IsStart(method))
            return _known[method] = true;
        if (depth == 0 || !open.Add(method))
        {
            isCut = true;
            return false;
        }

        var isOnce = AllCallersAre(method, depth, open, out isCut);
        open.Remove(method);
        return !isCut || open.Count == 0 ? _known[method] = isOnce : isOnce;
    }

    private bool IsStart(IMethodSymbol method)
    {
        if (_model.Roots.Of(method) is { Occasion: not Occasion.Background })
            return false;
        if (method.Parameters.Any(parameter => IsStartup(parameter.Type)) || method.ContainingType.SelfAndBases().Any(IsStartup))
            return true;

        return _model.IsEntryPoint(method) && _model.Roots.Host is HostKind.Web or HostKind.Worker;
    }

    private bool IsStartup(ITypeSymbol type) => type is INamedTypeSymbol named && (_model.Apis.Of(named) & ApiFlags.Startup) != 0;

    /// <summary>True when somebody calls <paramref name="method"/>, and everybody who does runs once.</summary>
    private bool AllCallersAre(IMethodSymbol method, int depth, HashSet<IMethodSymbol> open, out bool isCut)
    {
        isCut = false;
        if (method.MethodKind is not MethodKind.Ordinary || method.IsOverride
            || _model.UsesOf(method.Name, MostNames, use => use.Parent is ExpressionSyntax or ArgumentSyntax or EqualsValueClauseSyntax) is not { } uses)
        {
            return false;
        }

        var isCalled = false;
        foreach (var use in uses)
        {
            if (_model.OftenRun.CallAt(use) is not { } site)
            {
                // Who is given the method calls it as often as they like.
                if (_model.Semantics(use.SyntaxTree).GetSymbolInfo(use).Symbol is IMethodSymbol group && _model.OftenRun.Reaches(group, method))
                    return false;
                continue;
            }

            if (CallSite.TargetOf(site) is not { } target || !_model.OftenRun.Reaches(target.ReducedFrom ?? target, method))
                continue;

            var (caller, root) = _model.OftenRun.FunctionAround(site);
            caller ??= site.Syntax.FirstAncestorOrSelf<GlobalStatementSyntax>() is null ? null : _model.EntryPoint;
            if (IsRepeated(site) || (root is not { Occasion: Occasion.Background } && (root is not null || caller is null || !IsOnce(caller, depth - 1, open, out isCut))))
                return false;
            isCalled = true;
        }

        return isCalled;
    }

    /// <summary>True in a loop that goes on, as opposed to one over what there is at the time.</summary>
    private static bool IsRepeated(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is ILoopOperation loop && !LoopShape.IsOverItems(loop))
                return true;
        }

        return false;
    }
}
