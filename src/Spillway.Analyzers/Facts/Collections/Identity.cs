using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does it matter which of two objects one has? Not where both say the same and neither changes, as with what is computed from a key and remembered. It does for what gathers, counts, locks
/// or runs: what one caller puts into its own object the others never see.
/// </summary>
internal sealed class Identity
{
    private const int MostMethods = 60;

    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;

    public Identity(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
    }

    /// <summary>True when the object behind <paramref name="value"/>, also known as <paramref name="name"/> here, is more than what it says.</summary>
    public bool Matters(IOperation value, ILocalSymbol? name)
    {
        value = value.Unwrapped();
        if (value is ISimpleAssignmentOperation { Value: var assigned })
            value = assigned.Unwrapped();
        if (value is ILocalReferenceOperation { Local: var local } && _method.Provenance.ValuesOf(local).LastOrDefault() is { } behind && behind.Unwrapped().Type is not null)
            value = behind.Unwrapped();

        var type = value.Type;
        if (type is null || _model.Confinement.Of(type).Safety == Safety.Immutable)
            return false;

        if (IsOneForAll(value))
            return false;

        // What is held weakly may be gone at any moment: nobody can count on being given the same.
        if (type is { Name: "WeakReference", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            return false;
        if (type.IsTaskLike() || IsOfThreads(type))
            return true;

        var isMade = value is IObjectCreationOperation or IArrayCreationOperation;
        return type switch
        {
            { SpecialType: SpecialType.System_Object } => isMade,
            IArrayTypeSymbol => false,
            INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false } named => named.TypeKind == TypeKind.Class && (HasState(named) || name is not null && IsChangedHere(name)),

            // A collection that is made empty is there to be filled; one that is made of something says what that said.
            INamedTypeSymbol named when IsCollection(named) => value is IObjectCreationOperation { Initializer: null, Arguments: var arguments } && !arguments.Any(a => IsCollection(a.Value.Unwrapped().Type)),
            _ => name is not null && IsChangedHere(name),
        };
    }

    /// <summary>True for a call that answers with objects that are there once: whoever asks gets the same.</summary>
    private bool IsOneForAll(IOperation value)
    {
        if (value is not IInvocationOperation { TargetMethod: { IsVirtual: false, IsAbstract: false, IsAsync: false } method })
            return false;

        var answers = _model.Summaries.BodiesOf(method.OriginalDefinition).SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>().Select(answer => answer.ReturnedValue?.Unwrapped()).ToList();
        return answers.Count > 0 && answers.All(answer => answer is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } }
            || answer is IPropertyReferenceOperation { Property: { IsStatic: true, SetMethod: null } property } && property.IsAutoProperty()
            || answer is { ConstantValue: { HasValue: true, Value: null } });
    }

    private bool IsCollection(ITypeSymbol? type) =>
        type is IArrayTypeSymbol || type is INamedTypeSymbol named && named.SpecialType != SpecialType.System_String
        && (_model.Confinement.Of(named).Safety == Safety.Collection || _model.ConcurrentCollections.KindOf(named) is not null
            || named.AllInterfaces.Concat(new[] { named }).Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable));

    /// <summary>Locks, sources of cancellation, channels, lazily made values: what threads meet at.</summary>
    private static bool IsOfThreads(ITypeSymbol type) =>
        type.OriginalDefinition is { ContainingNamespace: var space, Name: var name } && type.ContainingAssembly.IsFramework()
        && (space is { Name: "Threading" or "Channels" } || space is { Name: "Tasks" } || name is "Lazy" && space.Name == "System");

    /// <summary>True for a class whose own methods change what it holds, or that holds something that is filled.</summary>
    private bool HasState(INamedTypeSymbol type)
    {
        foreach (var level in type.SelfAndBases().TakeWhile(level => level.SpecialType == SpecialType.None))
        {
            foreach (var method in level.GetMembers().OfType<IMethodSymbol>().Where(m => m is { MethodKind: MethodKind.Ordinary, IsStatic: false, IsAbstract: false }).Take(MostMethods))
            {
                if (method.DeclaringSyntaxReferences.All(r => _model.Compilation.ContainsSyntaxTree(r.SyntaxTree))
                    && _model.Summaries.Of(method, new SummaryRun()).Effects.Accesses.Any(a => a is { Kind: AccessKind.Write, Place.Kind: RootKind.This, Place.Member: not null }))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True where the object is changed in the same body, other than while it is made.</summary>
    private bool IsChangedHere(ILocalSymbol name) => _method.Operations.Any(o => o switch
    {
        IAssignmentOperation { Target: IMemberReferenceOperation { Instance: ILocalReferenceOperation { Local: var local } } } => Is(local, name),
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation { Instance: ILocalReferenceOperation { Local: var local } } } => Is(local, name),
        IInvocationOperation { Instance: ILocalReferenceOperation { Local: var local }, TargetMethod: { Name: "Add" or "TryAdd" or "Enqueue" or "Push" or "AddRange" or "SetTarget" } } => Is(local, name),
        _ => false,
    });

    private static bool Is(ILocalSymbol one, ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
