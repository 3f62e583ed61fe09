using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does code run only when an object is done with, in one chain of calls that are waited for? That is so for <c>Dispose</c>, <c>Stop</c> and the like, which are
/// called once, and for what only they call: nothing of it runs beside the rest.
/// </summary>
internal sealed class EndPhase
{
    // A chain of callers that is longer shows less than it takes to find.
    private const int DeepestCaller = 8;
    private const int MostNames = 100;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public EndPhase(ConcurrencyModel model) => _model = model;

    /// <summary>True for code of a function that is only reached when its object is done with, other than from lambdas that somebody else calls.</summary>
    public bool Has(IOperation operation) => CallerAt(operation) is { } method && Is(method);

    /// <summary>True for a method that is only reached when its object is done with.</summary>
    public bool Is(IMethodSymbol method) => Is(method, DeepestCaller, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default));

    private bool Is(IMethodSymbol method, int depth, HashSet<IMethodSymbol> open)
    {
        method = method.OriginalDefinition;
        if (_known.TryGetValue(method, out var known))
            return known;
        if (IsEnd(method))
            return _known[method] = true;
        if (depth == 0 || method.MethodKind != MethodKind.Ordinary || method.IsOverride || method.IsVirtual || IsCalledFromElsewhere(method) || !open.Add(method))
            return open.Contains(method);

        var isOnly = AllCallersAre(method, depth, open);
        open.Remove(method);
        return isOnly || open.Count == 0 ? _known[method] = isOnly : false;
    }

    /// <summary>Names are all there is to say that a method ends something; what it takes must not say which of many.</summary>
    private static bool IsEnd(IMethodSymbol method) =>
        !method.IsStatic && method.Name is "Dispose" or "DisposeAsync" or "DisposeCore" or "DisposeAsyncCore" or "Finalize" or "FinalizeAsync" or "Stop" or "StopAsync" or "Shutdown" or "ShutdownAsync" or "Close" or "CloseAsync"
        && method.Parameters.All(parameter => parameter.Type is { TypeKind: TypeKind.Delegate } or { SpecialType: SpecialType.System_Boolean } or { Name: "CancellationToken" or "TimeSpan" });

    /// <summary>True for what other assemblies can call, or whoever has the interface.</summary>
    private static bool IsCalledFromElsewhere(IMethodSymbol method)
    {
        ISymbol? level = method;
        while (level is { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal })
            level = level.ContainingType;
        return level is null || method.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers(method.Name)).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }

    private bool AllCallersAre(IMethodSymbol method, int depth, HashSet<IMethodSymbol> open)
    {
        if (_model.UsesOf(method.Name, MostNames, use => use.Parent is ExpressionSyntax or ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax) is not { } uses)
            return false;

        var isCalled = false;
        foreach (var use in uses)
        {
            if (_model.OftenRun.CallAt(use) is not { } site)
            {
                var info = _model.Semantics(use.SyntaxTree).GetSymbolInfo(use);
                if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is not IMethodSymbol named || !_model.OftenRun.Reaches(named, method))
                    continue;

                // A call whose arguments cannot be bound is one all the same; a method that is passed on is not.
                if (use.Parent is not InvocationExpressionSyntax call || call.Expression != use || call.Ancestors().TakeWhile(n => n is not StatementSyntax).All(n => n is not AwaitExpressionSyntax) || CallerAt(use) is not { } around || !Is(around, depth - 1, open))
                    return false;
                isCalled = true;
                continue;
            }

            if (CallSite.TargetOf(site) is not { } target || !_model.OftenRun.Reaches(target.ReducedFrom ?? target, method))
                continue;
            if (!IsWaitedFor(site) || CallerAt(site) is not { } caller || !Is(caller, depth - 1, open))
                return false;
            isCalled = true;
        }

        return isCalled;
    }

    /// <summary>The method around an operation; null inside lambdas and local functions, of which nobody knows who calls them.</summary>
    private IMethodSymbol? CallerAt(IOperation operation) => CallerAt(operation.Syntax);

    private IMethodSymbol? CallerAt(SyntaxNode node) =>
        node.FirstAncestorOrSelf<SyntaxNode>(n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax) is MethodDeclarationSyntax method
            ? _model.Semantics(method.SyntaxTree).GetDeclaredSymbol(method) as IMethodSymbol : null;

    /// <summary>True for a call whose caller goes on when it is done.</summary>
    private static bool IsWaitedFor(IOperation site)
    {
        if (!site.Type.IsTaskLike())
            return true;

        var parent = site.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            parent = parent.Parent;
        return parent is IAwaitOperation or IReturnOperation;
    }
}
