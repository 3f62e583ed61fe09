using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>An object that one call has made, and that stays with it and what it calls until it returns: nobody else can change what it holds.</summary>
internal static class OneCallObject
{
    private const int DeepestCaller = 2;

    /// <summary>True where what the collection belongs to was made in this call, or by all who call this function.</summary>
    public static bool Holds(IOperation collection, ConcurrencyModel model)
    {
        var owner = collection.Unwrapped();
        if (owner is not IMemberReferenceOperation)
            return false;

        while (owner is IMemberReferenceOperation { Instance: { } instance })
            owner = instance.Unwrapped();
        return IsMade(owner, model, 0);
    }

    private static bool IsMade(IOperation value, ConcurrencyModel model, int depth)
    {
        var function = FlowGraphs.FunctionOf(value);
        switch (value.Unwrapped())
        {
            case ILocalReferenceOperation { Local: var local } when local.DeclaringSyntaxReferences.All(declared => function.Syntax.Span.Contains(declared.Span)):
                return Given(local, function).ToList() is { Count: > 0 } values && values.All(made => IsNew(made.Unwrapped(), model))
                    && function.Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local)).All(use => FlowGraphs.FunctionOf(use) == function && Stays(use));

            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { DeclaredAccessibility: Accessibility.Private } or IMethodSymbol { MethodKind: MethodKind.LocalFunction } } parameter } when depth < DeepestCaller:
                return function.Descendants().OfType<IParameterReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Parameter, parameter)).All(use => FlowGraphs.FunctionOf(use) == function && Stays(use) && !use.IsTarget())
                    && GivenValues.For(parameter, model) is { Count: > 0 } given && given.All(from => IsMade(from, model, depth + 1));

            default:
                return false;
        }
    }

    /// <summary>What the variable is given; a method that gets it by reference is looked at where it is called.</summary>
    private static IEnumerable<IOperation> Given(ILocalSymbol local, IOperation function) => function.Descendants().Select(operation => operation switch
    {
        IVariableDeclaratorOperation { Symbol: var declared, Initializer.Value: { } value } when SymbolEqualityComparer.Default.Equals(declared, local) => value,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Value: var value } when SymbolEqualityComparer.Default.Equals(assigned, local) => value,
        _ => null,
    }).OfType<IOperation>();

    private static bool IsNew(IOperation made, ConcurrencyModel model) =>
        made is IObjectCreationOperation || made is IInvocationOperation { TargetMethod: var method } && (model.Apis.Of(method) & ApiFlags.Fresh) != 0;

    /// <summary>True for a use that leaves the object with this call: its members, its own methods, private methods of the class, and the answer.</summary>
    private static bool Stays(IOperation use) => use.User() switch
    {
        IMemberReferenceOperation or IReturnOperation { Kind: OperationKind.Return } or IBinaryOperation or IIsPatternOperation or IVariableDeclaratorOperation => true,
        ISimpleAssignmentOperation { Target: var target } => target.Unwrapped() == use,
        IInvocationOperation { Instance: var instance } => instance?.Unwrapped() == use,
        IArgumentOperation { Parameter.RefKind: not RefKind.Out, Parent: IInvocationOperation { TargetMethod: { DeclaredAccessibility: Accessibility.Private } or { MethodKind: MethodKind.LocalFunction } } } => true,
        IArgumentOperation { Parent: IObjectCreationOperation made } => made.User() is IReturnOperation,
        _ => false,
    };
}
