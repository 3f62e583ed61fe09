using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a second step does to a concurrent collection.</summary>
internal enum ActKind
{
    /// <summary>It sets or adds the value of the key.</summary>
    Set,

    /// <summary>It reads the value of the key, and fails where there is none.</summary>
    Read,

    /// <summary>It takes the key away.</summary>
    Remove,

    /// <summary>It takes an item, or looks at one, as if there were one.</summary>
    Take,

    /// <summary>It puts an item in.</summary>
    Put,
}

/// <summary>A step that relies on what a question found.</summary>
/// <param name="Operation">The step.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Key">The key or item.</param>
/// <param name="Value">What the key is set to, where that is one expression.</param>
/// <param name="Name">How the step reads in messages.</param>
internal sealed record CollectionAct(IOperation Operation, IOperation Collection, ActKind Kind, IOperation? Key, IOperation? Value, string Name)
{
    /// <summary>What the answer said where the step is.</summary>
    public bool? IsPresent { get; init; }

    /// <summary>True where the value that was there was compared with the one that is put in, or is a part of it.</summary>
    public bool IsDecided { get; init; }

    /// <summary>Reads an operation; null for what is no such step, or sees for itself whether it succeeds.</summary>
    public static CollectionAct? Of(IOperation operation, ConcurrentCollections collections)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner, Arguments: { Length: 1 } arguments } element when collections.KindOf(owner.Unwrapped().Type) is ConcurrentKind.Dictionary:
                var name = element.Syntax.ToString();
                return element.Parent switch
                {
                    ISimpleAssignmentOperation assignment when assignment.Target == element => new CollectionAct(element, owner, ActKind.Set, arguments[0].Value, assignment.Value, name),
                    IAssignmentOperation change when change.Target == element => new CollectionAct(element, owner, ActKind.Set, arguments[0].Value, change, name),
                    IIncrementOrDecrementOperation step => new CollectionAct(element, owner, ActKind.Set, arguments[0].Value, step, name),
                    _ => new CollectionAct(element, owner, ActKind.Read, arguments[0].Value, null, name),
                };

            case IInvocationOperation { Instance: { } receiver, TargetMethod: var method, Arguments: { Length: > 0 } arguments } call when collections.KindOf(receiver.Unwrapped().Type) is { } kind:
                if (!CollectionCheck.IsUnused(call))
                    return null;
                var acts = (kind, method.Name) switch
                {
                    (ConcurrentKind.Dictionary, "TryAdd" or "Add") => ActKind.Set,
                    (ConcurrentKind.Dictionary, "TryRemove" or "Remove") when arguments.Length > 1 || method.Name == "Remove" && method.Parameters[0].Type is not { Name: "KeyValuePair" } => ActKind.Remove,
                    (ConcurrentKind.Queue, "TryDequeue" or "TryPeek") or (ConcurrentKind.Stack, "TryPop" or "TryPeek") or (ConcurrentKind.Bag, "TryTake" or "TryPeek")
                        when arguments[0].Value is not IDiscardOperation => ActKind.Take,
                    (ConcurrentKind.Queue, "Enqueue") or (ConcurrentKind.Stack, "Push") or (ConcurrentKind.Bag, "Add") or (ConcurrentKind.Blocking, "Add") => ActKind.Put,
                    _ => (ActKind?)null,
                };
                return acts is { } act
                    ? new CollectionAct(call, receiver, act, CollectionCheck.Argument(call, 0), act == ActKind.Set ? CollectionCheck.Argument(call, 1) : null, method.Name)
                    : null;

            case IInvocationOperation { Instance: { } receiver, TargetMethod.Name: "Take", Arguments: { Length: <= 1 } } take when collections.KindOf(receiver.Unwrapped().Type) is ConcurrentKind.Blocking:
                return new CollectionAct(take, receiver, ActKind.Take, null, null, take.TargetMethod.Name);

            case IInvocationOperation { TargetMethod: { Name: "First" or "Last" or "Single" or "Max" or "Min" or "Average" or "Aggregate", ContainingNamespace.Name: "Linq" }, Arguments: { Length: > 0 } arguments } first
                when collections.KindOf(arguments[0].Value.Unwrapped().Type) is not null && first.TargetMethod.Parameters.Length == 1:
                return new CollectionAct(first, arguments[0].Value, ActKind.Take, null, null, first.TargetMethod.Name);

            default:
                return null;
        }
    }
}
