using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Writes to a channel without a bound: there is always room, so the task they give is complete.</summary>
internal static class UnboundedWrites
{
    private const int DeepestName = 6;

    public static bool Made(IOperation task, ConcurrencyModel model)
    {
        task = task.Unwrapped();
        for (var depth = 0; depth < DeepestName && task is IInvocationOperation call; depth++)
        {
            if (call.TargetMethod is { Name: "WriteAsync" or "WaitToWriteAsync", ContainingType: { Name: "ChannelWriter", ContainingNamespace: { Name: "Channels", ContainingNamespace.Name: "Threading" } } })
                return call.Instance is { } writer && IsUnbounded(writer, model, 0);
            if (TaskApis.Of(call.TargetMethod) != TaskApi.View || TaskApis.ReceiverOf(call) is not { } receiver)
                return false;
            task = receiver.Unwrapped();
        }

        return false;
    }

    private static bool IsUnbounded(IOperation? source, ConcurrencyModel model, int depth)
    {
        source = source?.Unwrapped();
        if (source is null || depth > DeepestName)
            return false;

        return source switch
        {
            IInvocationOperation { TargetMethod: { Name: "CreateUnbounded" or "CreateUnboundedPrioritized", ContainingType.Name: "Channel" } } => true,
            IPropertyReferenceOperation { Property: { Name: "Writer", ContainingType.Name: "Channel" }, Instance: { } channel } => IsUnbounded(channel, model, depth + 1),
            ILocalReferenceOperation { Local: var local } => model.ProvenanceAt(source).ValuesOf(local) is { Count: > 0 } values && values.All(value => IsUnbounded(value, model, depth + 1)),
            IFieldReferenceOperation { Field: var field } => model.MemberValues.Of(field) is { } values && values.All(value => IsUnbounded(value, model, depth + 1)),
            IPropertyReferenceOperation { Property: var property } => model.MemberValues.Of(property) is { } values && values.All(value => IsUnbounded(value, model, depth + 1)),
            _ => false,
        };
    }
}
