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
    private readonly ConcurrencyModel _model;
    private readonly AllCallers _callers;

    public EndPhase(ConcurrencyModel model)
    {
        _model = model;
        _callers = new AllCallers(model) { Deepest = 8, HoldsInCircles = true, Own = OfItself, Ask = At };
    }

    /// <summary>True for code of a function that is only reached when its object is done with, other than from lambdas that somebody else calls.</summary>
    public bool Has(IOperation operation) => CallerAt(operation.Syntax) is { } method && Is(method);

    /// <summary>True for a method that is only reached when its object is done with.</summary>
    public bool Is(IMethodSymbol method) => _callers.Of(method);

    private static bool? OfItself(IMethodSymbol method) =>
        IsEnd(method) ? true
        : method.MethodKind != MethodKind.Ordinary || method.IsOverride || method.IsVirtual || IsCalledFromElsewhere(method) ? false
        : null;

    /// <summary>What a method that ends something takes must not say which of many.</summary>
    private static bool IsEnd(IMethodSymbol method) =>
        !method.IsStatic && NamingConventions.EndsLife(method.Name)
        && method.Parameters.All(parameter => parameter.Type is { TypeKind: TypeKind.Delegate } or { SpecialType: SpecialType.System_Boolean } or { Name: "CancellationToken" or "TimeSpan" });

    /// <summary>True for what other assemblies can call, or whoever has the interface.</summary>
    private static bool IsCalledFromElsewhere(IMethodSymbol method)
    {
        ISymbol? level = method;
        while (level is { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal })
            level = level.ContainingType;
        return level is null || method.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers(method.Name)).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }

    /// <summary>A call whose arguments cannot be bound is one all the same; a method that is passed on is not.</summary>
    private CallerAnswer At(SimpleNameSyntax use, IOperation? site)
    {
        var isWaitedFor = site is not null ? IsWaitedFor(site)
            : use.Parent is InvocationExpressionSyntax call && call.Expression == use && call.Ancestors().TakeWhile(n => n is not StatementSyntax).Any(n => n is AwaitExpressionSyntax);
        return isWaitedFor ? CallerAnswer.As(CallerAt(site?.Syntax ?? use)) : CallerAnswer.No;
    }

    /// <summary>The method around a place; null inside lambdas and local functions, of which nobody knows who calls them.</summary>
    private IMethodSymbol? CallerAt(SyntaxNode node) =>
        node.FirstAncestorOrSelf<SyntaxNode>(n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax) is MethodDeclarationSyntax method
            ? _model.Semantics(method.SyntaxTree).GetDeclaredSymbol(method) as IMethodSymbol : null;

    /// <summary>True for a call whose caller goes on when it is done.</summary>
    private static bool IsWaitedFor(IOperation site)
    {
        if (!site.Type.IsTaskLike())
            return true;

        return site.User(OperationWalks.Configures) is IAwaitOperation or IReturnOperation;
    }
}
