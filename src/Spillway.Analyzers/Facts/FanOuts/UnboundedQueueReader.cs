using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A queue that takes whatever is written to it, however slowly it is read.</summary>
/// <param name="Creation">Where it is made.</param>
/// <param name="Name">What keeps it.</param>
/// <param name="Flood">A write by a loop over data, or by code that a framework calls; null where none is in view.</param>
/// <param name="Often">How often that one writes, in words.</param>
/// <param name="Because">The writes in view, those first that do not wait for room.</param>
internal sealed record UnboundedQueuePlace(IOperation Creation, string Name, Witness? Flood, string Often, ImmutableArray<Witness> Because)
{
    /// <summary>True where all that waits is the name of something and flags: so it is told that its state has changed, which no stream does for each of its lines.</summary>
    public bool IsOfNotices { get; init; }

    /// <summary>What a rewrite needs to know; null where a full queue could not be waited for.</summary>
    public ImmutableDictionary<string, string?>? Rewrite { get; init; }
}

/// <summary>Finds queues without a bound, and who writes to them.</summary>
internal sealed class UnboundedQueueReader
{
    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;

    public UnboundedQueueReader(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
    }

    public ImmutableArray<UnboundedQueuePlace> Read()
    {
        var found = ImmutableArray.CreateBuilder<UnboundedQueuePlace>();
        foreach (var operation in _method.Operations)
        {
            if (IsUnbounded(operation) && QueueKeeper.Of(operation, _model.Apis) is { } keeper && Of(operation, keeper) is { } queue)
                found.Add(queue);
        }

        return found.ToImmutable();
    }

    private static bool IsUnbounded(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "CreateUnbounded" or "CreateUnboundedPrioritized", ContainingType: { Name: "Channel", ContainingNamespace.Name: "Channels" } } } => true,
        IObjectCreationOperation { Type: { Name: "BlockingCollection", ContainingNamespace.Name: "Concurrent" }, Arguments: var given } => !given.Any(argument => argument.Value.Type?.SpecialType == SpecialType.System_Int32),
        IObjectCreationOperation { Type: { ContainingNamespace.Name: "Dataflow" } block, Arguments: var given } => block.Name.EndsWith("Block", System.StringComparison.Ordinal) && !given.Any(MayBound),
        _ => false,
    };

    /// <summary>Options may bound the block; only those that are written in place can be seen not to.</summary>
    private static bool MayBound(IArgumentOperation argument) =>
        argument.Value.Type?.Name.EndsWith("BlockOptions", System.StringComparison.Ordinal) == true && !argument.IsImplicit
        && (argument.Value.Unwrapped() is not IObjectCreationOperation options
            || options.Initializer?.Initializers.Any(i => i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "BoundedCapacity" } }) == true);

    private UnboundedQueuePlace? Of(IOperation creation, QueueKeeper keeper)
    {
        var writes = new QueueWrites(_model, keeper, creation.Syntax);
        if (writes.IsCounted || writes.All.IsEmpty && !writes.IsRegistered)
            return null;

        // Whoever asks the container for it may write to it, in view or not.
        // A set that is complete before it is read, or that is as large as the program says, needs no bound.
        var open = writes.All.Where(write => write.Kind != QueueWriteKind.Closed).ToList();
        if (open.Count == 0 && !writes.IsRegistered || PooledItems.Are((creation.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault(), keeper.Symbol?.ContainingType, _model))
            return null;

        var flood = open.FirstOrDefault(write => write.Kind == QueueWriteKind.Flood);
        return new UnboundedQueuePlace(
            creation,
            keeper.Name,
            flood is null ? null : Witness.At(flood.Call, flood.Why),
            flood?.Why ?? "",
            writes.All.OrderBy(write => write.Call.TargetMethod.Name == "TryWrite" ? 0 : 1).Select(write => Witness.At(write.Call, write.Why)).ToImmutableArray())
        {
            Rewrite = writes.RewriteFor(creation),
            IsOfNotices = (creation.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault() is INamedTypeSymbol item && IsNotice(item),
        };
    }

    private static bool IsNotice(INamedTypeSymbol item)
    {
        if (item is not { TypeKind: TypeKind.Struct, DeclaringSyntaxReferences.IsEmpty: false })
            return false;

        var (names, flags) = (0, 0);
        foreach (var field in item.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic))
        {
            var type = field.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } maybe ? maybe.TypeArguments[0] : field.Type;
            if (type.SpecialType == SpecialType.System_Boolean || type.TypeKind == TypeKind.Enum)
                flags++;
            else if (type.SpecialType == SpecialType.System_String || type.Name == "Guid")
                names++;
            else
                return false;
        }

        return flags > 0 && names <= 1;
    }
}
