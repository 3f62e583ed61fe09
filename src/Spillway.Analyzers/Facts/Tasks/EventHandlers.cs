using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Where async code that returns nothing is the contract: handlers of events, and what amounts to them.</summary>
internal static class EventHandlers
{
    /// <summary>True for the two parameters of a handler: who sends it, and what has happened.</summary>
    public static bool HasShape(IMethodSymbol method) =>
        method.Parameters is { Length: 2 } parameters && parameters[0].Type.SpecialType == SpecialType.System_Object && IsEventArgs(parameters[1].Type);

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

    // Some frameworks have arguments of events that do not derive from the one of the base library.
    private static bool IsEventArgs(ITypeSymbol type)
    {
        for (ITypeSymbol? level = type; level is not null; level = level.BaseType)
        {
            if (level.Name.EndsWith("EventArgs", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool IsICommand(ITypeSymbol type) => type is { Name: "ICommand", ContainingNamespace: { Name: "Input", ContainingNamespace.Name: "Windows" } };
}
