using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Where async code that returns nothing is the contract: handlers of events, and what amounts to them.</summary>
internal static class EventHandlers
{
    /// <summary>True for the two parameters of a handler: who sends it, and what has happened.</summary>
    public static bool HasShape(IMethodSymbol method) =>
        method.Parameters is { Length: 2 } parameters && parameters[0].Type.SpecialType == SpecialType.System_Object && IsEventArgs(parameters[1].Type);

    /// <summary>
    /// True for a handler of an event, which returns nothing whether it is async or not: a method of that shape that nobody calls, or a
    /// lambda that is added to an event. One that answers through its arguments has to do so before it returns.
    /// </summary>
    public static bool Handles(SyntaxNode function, SemanticModel model)
    {
        if (AsyncForm.SymbolOf(function, model) is not { ReturnsVoid: true, IsVirtual: false, IsOverride: false, IsAbstract: false, ExplicitInterfaceImplementations.IsEmpty: true } method
            || !HasShape(method)
            || AsyncForm.BodyOf(function) is not { } body || Answers(body, method.Parameters[1].Name))
        {
            return false;
        }

        return function switch
        {
            AnonymousFunctionExpressionSyntax { Parent: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } adding } => model.GetSymbolInfo(adding.Left).Symbol is IEventSymbol,
            MethodDeclarationSyntax => !method.ContainingType.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax().DescendantNodes().OfType<InvocationExpressionSyntax>()).Any(call => NameOf(call) == method.Name),
            _ => false,
        };
    }

    /// <summary>True for an argument that becomes a handler: it is posted, a command, added to an event, or given to something that stands for one on a screen.</summary>
    public static bool TakeIt(IArgumentOperation argument, ConcurrencyModel model) => argument.Parent switch
    {
        IInvocationOperation call => ((model.Apis.Of(call.TargetMethod) & ApiFlags.Posts) != 0 && call.TargetMethod.ContainingType.Name != "CancellationToken") || Subscribes(argument.Parameter, model)
            || (!model.Apis.IsKnown(call.TargetMethod) && NamingConventions.IsOnScreen(call.TargetMethod.Name)),
        IObjectCreationOperation { Constructor: { } constructor } creation => (model.Apis.Of(constructor) & ApiFlags.Posts) != 0 || IsCommand(creation.Type) || Subscribes(argument.Parameter, model)
            || (!model.Apis.IsKnown(constructor) && NamingConventions.IsOnScreen(constructor.ContainingType.Name)),
        _ => false,
    };

    /// <summary>True where all that a lambda does is this call, and the lambda is a handler.</summary>
    public static bool IsAllOf(InvocationExpressionSyntax call, ConcurrencyModel model)
    {
        var lambda = call.Parent switch
        {
            LambdaExpressionSyntax only => only,
            ExpressionStatementSyntax { Parent: BlockSyntax { Statements.Count: 1, Parent: LambdaExpressionSyntax only } } => only,
            _ => null,
        };
        return lambda?.Parent switch
        {
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } added => model.Semantics(added.SyntaxTree).GetSymbolInfo(added.Left).Symbol is IEventSymbol,
            ArgumentSyntax { Parent.Parent: { } taker } argument => model.Semantics(argument.SyntaxTree).GetOperation(argument) is IArgumentOperation given && TakeIt(given, model)
                || taker is InvocationExpressionSyntax { Expression: var called } && IsSubscription(called),
            _ => false,
        };
    }

    private static bool IsSubscription(ExpressionSyntax called) =>
        (called is MemberAccessExpressionSyntax { Name: var member } ? member : called as SimpleNameSyntax)?.Identifier.ValueText is { } name && NamingConventions.Subscribes(name);

    /// <summary>True for a type that user interfaces call as a command.</summary>
    public static bool IsCommand(ITypeSymbol? type) => type is not null && (IsICommand(type) || type.AllInterfaces.Any(IsICommand));

    /// <summary>True when a method in view does nothing with <paramref name="parameter"/> but to add it to an event.</summary>
    public static bool Subscribes(IParameterSymbol? parameter, ConcurrencyModel model)
    {
        if (parameter?.ContainingSymbol is not IMethodSymbol method)
            return false;

        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (!model.Compilation.ContainsSyntaxTree(reference.SyntaxTree) || AsyncForm.BodyOf(reference.GetSyntax()) is not { } body
                || model.Semantics(reference.SyntaxTree).GetOperation(body) is not { } code)
            {
                continue;
            }

            foreach (var operation in code.DescendantsAndSelf())
            {
                if (operation is IEventAssignmentOperation { Adds: true, HandlerValue: var handler }
                    && handler.DescendantsAndSelf().Any(o => o is IParameterReferenceOperation { Parameter: var used } && used.Ordinal == parameter.Ordinal && SymbolEqualityComparer.Default.Equals(used.ContainingSymbol, method.OriginalDefinition)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True where the arguments get a value, as <c>e.Cancel = true</c> does, or are handed on to somebody who may.</summary>
    private static bool Answers(SyntaxNode body, string arguments) =>
        body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == arguments)
            .Any(name => name.Parent is not MemberAccessExpressionSyntax access || access.Expression != name
                || access.Parent is AssignmentExpressionSyntax assignment && assignment.Left == access
                || access.Parent is InvocationExpressionSyntax);

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    private static bool IsEventArgs(ITypeSymbol type) => type.SelfAndBases().Any(level => NamingConventions.IsEventArgs(level.Name));

    private static bool IsICommand(ITypeSymbol type) => type is { Name: "ICommand", ContainingNamespace: { Name: "Input", ContainingNamespace.Name: "Windows" } };
}
