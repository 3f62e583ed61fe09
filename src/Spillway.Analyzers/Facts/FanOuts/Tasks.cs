using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Expressions that stand for tasks.</summary>
internal static class Tasks
{
    /// <summary>The call that makes the task behind <paramref name="value"/>: without awaits, and without what only wraps or configures it.</summary>
    public static IInvocationOperation? Behind(IOperation? value)
    {
        while (value is not null)
        {
            value = value.Unwrapped();
            switch (value)
            {
                case IAwaitOperation { Operation: var awaited }:
                    value = awaited;
                    break;

                case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" or "AsTask" or "WaitAsync" or "Unwrap" or "Preserve" } method } call when method.ContainingAssembly.IsFramework():
                    value = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
                    break;

                // What an extension makes of a task starts nothing itself.
                case IInvocationOperation { Arguments: { Length: > 0 } given, TargetMethod: var extension } wrapped when IsExtension(extension) && (wrapped.Instance ?? given[0].Value).Unwrapped() is IInvocationOperation or IAwaitOperation:
                    value = wrapped.Instance ?? given[0].Value;
                    break;

                default:
                    return value as IInvocationOperation;
            }
        }

        return null;
    }

    /// <summary>The task that is started to be a part of a tuple or an object: <c>(key, LoadAsync(key))</c>; null where there is none.</summary>
    public static IOperation? HeldIn(IOperation value)
    {
        value = value.Unwrapped();
        if (value.Type.IsTaskLike())
            return null;

        var parts = value switch
        {
            ITupleOperation tuple => tuple.Elements,
            IAnonymousObjectCreationOperation anonymous => anonymous.Initializers.OfType<ISimpleAssignmentOperation>().Select(set => set.Value),
            IObjectCreationOperation made => made.Arguments.Select(argument => argument.Value).Concat(made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Select(set => set.Value) ?? Enumerable.Empty<IOperation>()),
            _ => Enumerable.Empty<IOperation>(),
        };
        return parts.FirstOrDefault(part => part.Unwrapped() is { } bare and not IAwaitOperation && bare.Type.IsTaskLike() && Behind(bare) is not null);
    }

    /// <summary>True for an extension that makes one task of another.</summary>
    public static bool IsExtension(IMethodSymbol method) =>
        method.IsExtensionMethod && method.ReturnType.IsTaskLike() && (method.ReducedFrom ?? method).Parameters[0].Type.IsTaskLike();

    /// <summary>True for <c>Task.WhenAll</c> and <c>Task.WaitAll</c>.</summary>
    public static bool IsJoin(IMethodSymbol method) => method.Name is "WhenAll" or "WaitAll" && method.ContainingType.IsTaskLike();

    /// <summary>True for what takes all tasks and gives them back as they complete.</summary>
    public static bool IsRace(IMethodSymbol method) => method.Name is "WhenAny" or "WhenEach" or "WaitAny" && method.ContainingType.IsTaskLike();

    /// <summary>True for a type whose values hold tasks: a sequence of them.</summary>
    public static bool AreIn(ITypeSymbol? type) => Element(type).IsTaskLike();

    /// <summary>True for a dictionary whose values are tasks.</summary>
    public static bool AreValuesOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments: { Length: 2 } arguments, Name: "Dictionary" or "IDictionary" or "ConcurrentDictionary" or "SortedDictionary" } && arguments[1].IsTaskLike();

    public static bool IsParallel(INamedTypeSymbol? type) => type is { Name: "Parallel", ContainingNamespace.Name: "Tasks" };

    private static ITypeSymbol? Element(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } named when named.SpecialType != SpecialType.System_String
            && (named.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
                || named.AllInterfaces.Any(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)) => arguments[0],
        _ => null,
    };
}
