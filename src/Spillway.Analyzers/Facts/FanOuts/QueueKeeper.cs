using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What keeps a queue: a variable, field or property, a collection of queues, or the container that gives it to whoever asks for one.</summary>
/// <param name="Symbol">The variable; null for the container.</param>
/// <param name="Name">What a message calls it.</param>
internal sealed record QueueKeeper(ISymbol? Symbol, string Name)
{
    /// <summary>True for a collection in which the queue is one of many.</summary>
    public bool IsOfMany { get; init; }

    /// <summary>True where the variable holds what makes the queue later.</summary>
    public bool IsLazy { get; init; }

    /// <summary>What waits in a channel that is registered with the container.</summary>
    public ITypeSymbol? Registered { get; init; }

    public static QueueKeeper? Of(IOperation creation, KnownApis apis)
    {
        var user = Keeping(creation);
        if (Variable(user) is { } variable)
            return new QueueKeeper(variable, variable.Name);

        // A lambda that makes the queue when it is asked for one.
        var isMadeLater = false;
        if (user is IReturnOperation { Parent: IBlockOperation { Operations.Length: 1, Parent: IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation given } } } })
        {
            user = given;
            isMadeLater = true;
        }

        return user switch
        {
            IArgumentOperation { Parent: IObjectCreationOperation { Type: { Name: "Lazy", ContainingNamespace.Name: "System" } } lazy } when isMadeLater && Variable(Keeping(lazy)) is { } later =>
                new QueueKeeper(later, later.Name) { IsLazy = true },
            IArgumentOperation { Parent: IInvocationOperation call } when (apis.Of(call.TargetMethod) & ApiFlags.Singleton) != 0 && creation.Type is INamedTypeSymbol { Name: "Channel", TypeArguments: { Length: 1 } item } =>
                new QueueKeeper(null, creation.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)) { Registered = item[0] },
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "Add" or "TryAdd", Instance: { } collection } } when Many(collection) is { } many =>
                new QueueKeeper(many, many.Name) { IsOfMany = true },
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection } } when Many(collection) is { } many =>
                new QueueKeeper(many, many.Name) { IsOfMany = true },
            _ => null,
        };
    }

    /// <summary>The same, also where the queue is among what the collection is made with.</summary>
    private static ISymbol? Many(IOperation collection)
    {
        if (collection is not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver })
            return MemberOf(collection);

        var made = collection.Parent;
        while (made is not (null or IObjectCreationOperation or IBlockOperation))
            made = made.Parent;
        return made is IObjectCreationOperation && Variable(Keeping(made)) is { Kind: SymbolKind.Field or SymbolKind.Property } member ? member : null;
    }

    /// <summary>The field or property of the object's own that holds a collection.</summary>
    public static ISymbol? MemberOf(IOperation collection) => collection.Unwrapped() switch
    {
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => field,
        IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: null or IInstanceReferenceOperation } => property,
        _ => null,
    };

    /// <summary>What is done with a queue, whether it is there always or only where none was: <c>_queue = given ?? made</c>.</summary>
    private static IOperation? Keeping(IOperation value) => value.User(handsOn: static around => around is ICoalesceOperation);

    private static ISymbol? Variable(IOperation? user) => user switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
        IFieldInitializerOperation { InitializedFields: { Length: 1 } fields } => fields[0],
        IPropertyInitializerOperation { InitializedProperties: { Length: 1 } properties } => properties[0],
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } => field,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { IsIndexer: false } property } } => property,
        _ => null,
    };
}
