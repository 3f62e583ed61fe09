using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Calls of methods that serve synchronous and asynchronous callers, with the flag off, or that are told to ask nothing but their cache: the task they give is complete.</summary>
internal static class SynchronousCalls
{
    /// <summary>True for a task that was made for a synchronous caller.</summary>
    public static bool Made(IOperation task)
    {
        while (task.Unwrapped() is IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (argument is { Parameter: { Type.SpecialType: SpecialType.System_Boolean, Name: var name }, Value.ConstantValue: { HasValue: true, Value: bool value } }
                    && NamingConventions.SaysWhetherToAwait(name) && value == NamingConventions.SaysNotToAwait(name))
                {
                    return true;
                }

                if (argument.Value.Unwrapped() is IFieldReferenceOperation { Field: { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum, Name: var option } } && NamingConventions.AsksOnlyMemory(option))
                    return true;
            }

            if (TaskApis.Of(call.TargetMethod) != TaskApi.View || TaskApis.ReceiverOf(call) is not { } receiver)
                return false;
            task = receiver;
        }

        return false;
    }
}
