using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Delegates as they stand in source.</summary>
internal static class Lambdas
{
    /// <summary>The lambda behind <paramref name="value"/>, or null where it is none.</summary>
    public static IAnonymousFunctionOperation? In(IOperation? value) => value?.Unwrapped() switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        _ => null,
    };

    /// <summary>The method behind <paramref name="value"/> that is passed by its name, or null where it is none.</summary>
    public static IMethodReferenceOperation? Group(IOperation? value) => value?.Unwrapped() switch
    {
        IMethodReferenceOperation group => group,
        IDelegateCreationOperation { Target: IMethodReferenceOperation group } => group,
        _ => null,
    };

    /// <summary>What uses a lambda as the delegate that it becomes: an argument, an event, a variable.</summary>
    public static IOperation? UserOf(IOperation lambda) => lambda.User(handsOn: static around => around is IDelegateCreationOperation);

    /// <summary>The call or the new object that a lambda is passed to; or whatever else uses it.</summary>
    public static IOperation? Taker(IOperation lambda) => lambda.User(handsOn: static around => around is IDelegateCreationOperation or IArgumentOperation);

    /// <summary>What the lambda returns, where it does so in one place.</summary>
    public static IOperation? Result(IAnonymousFunctionOperation lambda)
    {
        var returns = lambda.Body.OwnOperations().OfType<IReturnOperation>().Where(r => r.ReturnedValue is not null).Take(2).ToList();
        return returns.Count == 1 ? returns[0].ReturnedValue : null;
    }

    /// <summary>For a lambda that a query or <c>ForEach</c> runs for each item: the items. Null for any other body.</summary>
    public static IOperation? ItemsOf(MethodFacts method)
    {
        if (method.Bodies[0].Parent is not IAnonymousFunctionOperation lambda)
            return null;

        return Taker(lambda) switch
        {
            IInvocationOperation { TargetMethod: { Name: "ForEach", ContainingType: { Name: "List", ContainingNamespace.Name: "Generic" } }, Instance: { } items } => items,
            IInvocationOperation { TargetMethod: { Name: "ForEach", ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" } }, Arguments: { Length: > 1 } arguments } => arguments[0].Value,
            IInvocationOperation { TargetMethod: { Name: "Select", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments: { Length: 2 } arguments } => arguments[0].Value,
            _ => null,
        };
    }
}
