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

    /// <summary>What the lambda returns, where it does so in one place.</summary>
    public static IOperation? Result(IAnonymousFunctionOperation lambda)
    {
        var returns = lambda.Body.OwnOperations().OfType<IReturnOperation>().Where(r => r.ReturnedValue is not null).Take(2).ToList();
        return returns.Count == 1 ? returns[0].ReturnedValue : null;
    }
}
