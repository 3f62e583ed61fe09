using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>A value that may be there or not is gone through like a sequence in some libraries: a loop over it is a condition.</content>
internal sealed partial class OriginReader
{
    /// <summary>True for such a value, and for what a call makes a sequence of it: as one, or of those that fit.</summary>
    private static bool IsOneOrNone(IOperation source)
    {
        if (NamingConventions.IsOneOrNone(source.Type))
            return true;
        if (source is not IInvocationOperation call)
            return false;

        var others = call.Arguments.Select(argument => argument.Value.Unwrapped());
        var value = call.Instance?.Unwrapped();
        if (value is null && call.TargetMethod.IsExtensionMethod)
            (value, others) = (others.FirstOrDefault(), others.Skip(1));

        // A function may make many of one, unless it only says whether it fits.
        return value?.Type is INamedTypeSymbol { TypeArguments: var held } && source.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } elements }
            && held.Contains(elements[0], SymbolEqualityComparer.Default)
            && others.All(other => other.Type is not INamedTypeSymbol { DelegateInvokeMethod: { ReturnType.SpecialType: not SpecialType.System_Boolean } })
            && IsOneOrNone(value);
    }
}
