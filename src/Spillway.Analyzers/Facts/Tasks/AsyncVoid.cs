using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>An async method or local function without a task, although nothing asks for that.</summary>
/// <param name="Marked">Its name, as it stands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Because">Calls that cannot wait for it.</param>
internal sealed record AsyncVoid(Location Marked, string Name, ImmutableArray<Witness> Because)
{
    private const int MostWitnesses = 3;

    public static AsyncVoid? In(MethodFacts method)
    {
        if (method.Symbol is not { IsAsync: true, ReturnsVoid: true, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } symbol
            || IsContract(symbol, method)
            || method.Bodies.OfType<IBlockOperation>().Any(method.Model.SeenFailures.In)
            || symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration)
        {
            return null;
        }

        var uses = AsyncVoidUses.Of(declaration, symbol, method.Model);

        // Who gives it away as a delegate is told there.
        if (uses.IsHandler || (uses.IsPassed && uses.Calls.IsEmpty && symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.NotApplicable))
            return null;

        var name = declaration switch
        {
            MethodDeclarationSyntax { Identifier: var identifier } => identifier,
            LocalFunctionStatementSyntax { Identifier: var identifier } => identifier,
            _ => default,
        };
        return name.IsKind(SyntaxKind.None)
            ? null
            : new AsyncVoid(name.GetLocation(), symbol.Name, uses.Calls.Take(MostWitnesses).Select(call => Witness.At(call, "this call cannot wait for it")).ToImmutableArray());
    }

    /// <summary>True where somebody else says that it returns nothing.</summary>
    private static bool IsContract(IMethodSymbol symbol, MethodFacts method) =>
        AsyncSibling.Of(symbol, method.Model) is null
        && (EventHandlers.HasShape(symbol)
        || (symbol.IsOverride && (BaseOf(symbol).IsOverride || !IsOwnContract(BaseOf(symbol), method) || BaseOf(symbol).ContainingType.AllInterfaces.Any(type => type.TypeKind == TypeKind.Error)))
        || symbol.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(symbol.Name)).Any(member => !IsOwnContract(member, method) && symbol.ContainingType.FindImplementationForInterfaceMember(member) is IMethodSymbol found && SymbolEqualityComparer.Default.Equals(BaseOf(found), BaseOf(symbol)))
        || symbol.ExplicitInterfaceImplementations.Any(member => !IsOwnContract(member, method))
        || symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.ContainingNamespace is { Name: "Serialization" or "InteropServices" })
        || method.Model.Roots.Of(symbol) is { Occasion: Occasion.Ui or Occasion.Event });

    /// <summary>The method that is overridden in the end; itself an override where that cannot be found.</summary>
    private static IMethodSymbol BaseOf(IMethodSymbol symbol)
    {
        while (symbol.OverriddenMethod is { } overridden)
            symbol = overridden;
        return symbol;
    }

    /// <summary>
    /// True where whoever says so is of this project and could ask for a task; and for what is disposed of, for which the framework has a form with a task. What is named as the answer
    /// to an event is one, and commands are called by user interfaces.
    /// </summary>
    private static bool IsOwnContract(ISymbol member, MethodFacts method) =>
        member.ContainingType.SpecialType == SpecialType.System_IDisposable
        || (member.DeclaringSyntaxReferences.FirstOrDefault() is { SyntaxTree: var tree } && method.Model.Compilation.ContainsSyntaxTree(tree)
            && !NamingConventions.AnswersEvent(member.Name) && !EventHandlers.IsCommand(member.ContainingType));
}

/// <summary>Where the name of an async method without a task is used, in its type or in the member around it.</summary>
/// <param name="IsHandler">It is added to an event.</param>
/// <param name="IsPassed">It becomes a delegate.</param>
/// <param name="Calls">It is called.</param>
internal sealed record AsyncVoidUses(bool IsHandler, bool IsPassed, ImmutableArray<InvocationExpressionSyntax> Calls)
{
    public static AsyncVoidUses Of(SyntaxNode declaration, IMethodSymbol symbol, ConcurrencyModel model)
    {
        var (isHandler, isPassed, isWrapped) = (false, false, false);
        var calls = ImmutableArray.CreateBuilder<InvocationExpressionSyntax>();
        foreach (var name in AsyncReach.NamesOf(declaration, symbol))
        {
            var info = model.Semantics(name.SyntaxTree).GetSymbolInfo(name);
            if (!SymbolEqualityComparer.Default.Equals((info.Symbol ?? info.CandidateSymbols.FirstOrDefault())?.OriginalDefinition, symbol.OriginalDefinition))
                continue;

            var target = name.WithOwner();
            switch (target.Parent)
            {
                case InvocationExpressionSyntax call when call.Expression == target && EventHandlers.IsAllOf(call, model):
                    isWrapped = true;
                    break;
                case InvocationExpressionSyntax call when call.Expression == target:
                    calls.Add(call);
                    break;
                case AssignmentExpressionSyntax assignment when assignment.Right == target && assignment.IsKind(SyntaxKind.AddAssignmentExpression):
                    isHandler = true;
                    break;
                case AssignmentExpressionSyntax assignment when assignment.Right == target && assignment.IsKind(SyntaxKind.SubtractAssignmentExpression):
                    break;
                default:
                    isPassed = true;
                    isHandler |= target.Parent is ArgumentSyntax argument && GoesToEvent(argument, model);
                    break;
            }
        }

        // A handler that only calls it is the event's; who calls it besides does so without a task.
        return new AsyncVoidUses(isHandler || isWrapped && calls.Count == 0, isPassed, calls.ToImmutable());
    }

    private static bool GoesToEvent(ArgumentSyntax argument, ConcurrencyModel model) =>
        model.Semantics(argument.SyntaxTree).GetOperation(argument) is IArgumentOperation operation && EventHandlers.TakeIt(operation, model);
}
