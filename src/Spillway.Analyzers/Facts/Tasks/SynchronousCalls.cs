using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Calls of methods that serve synchronous and asynchronous callers, with the flag off, or that are told to ask nothing but their cache: the task they give is complete.</summary>
internal static class SynchronousCalls
{
    /// <summary>True for the name of a parameter that says whether a method is to await.</summary>
    public static bool IsFlag(string name) => name is "async" or "isAsync" or "useAsync" or "runAsync" or "sync" or "isSync";

    /// <summary>True for a task that was made for a synchronous caller. The name of the flag is the convention by which such methods are known.</summary>
    public static bool Made(IOperation task)
    {
        while (task.Unwrapped() is IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (argument is { Parameter: { Type.SpecialType: SpecialType.System_Boolean, Name: var name }, Value.ConstantValue: { HasValue: true, Value: bool value } }
                    && IsFlag(name) && value == (name is "sync" or "isSync"))
                {
                    return true;
                }

                if (argument.Value.Unwrapped() is IFieldReferenceOperation { Field: { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum, Name: "CacheOnly" or "LocalOnly" or "MemoryOnly" } })
                    return true;
            }

            if (TaskApis.Of(call.TargetMethod) != TaskApi.View || TaskApis.ReceiverOf(call) is not { } receiver)
                return false;
            task = receiver;
        }

        return false;
    }
}
