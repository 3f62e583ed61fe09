using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A sequence whose tasks start one at a time while somebody goes through it, and all of them again for the next who does.</summary>
/// <param name="Query">The operator, or the statement of an iterator, that makes the elements.</param>
/// <param name="Start">What starts the task of an element: a call, an asynchronous lambda, or a method that is handed over.</param>
/// <param name="Variables">The variables that differ from element to element.</param>
/// <param name="Provenance">Where the values of the code around the query come from.</param>
internal sealed record LazyTasks(IOperation Query, IOperation Start, ImmutableArray<ISymbol> Variables, Provenance Provenance)
{
    /// <summary>The name of what starts a task.</summary>
    public string StartName => Start switch
    {
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke }, Instance: { } function } => function.Syntax.ToString(),
        IInvocationOperation call => call.TargetMethod.Name,
        IMethodReferenceOperation reference => reference.Method.Name,
        IAnonymousFunctionOperation { Body: var body } => FirstCall(body) ?? "the lambda",
        _ => "the task",
    };

    /// <summary>True for <c>IEnumerable&lt;T&gt;</c> of tasks, or of pairs and records that hold one.</summary>
    public static bool IsSequence(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments: { Length: 1 } items, OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T }
        && HoldsTask(items[0]);

    /// <summary>True for a task, and for a tuple, pair or anonymous object with one in it.</summary>
    public static bool HoldsTask(ITypeSymbol? type) => type switch
    {
        INamedTypeSymbol { IsTupleType: true, TupleElements: var elements } => elements.Any(element => IsAwaitable(element.Type)),
        INamedTypeSymbol { IsAnonymousType: true } anonymous => anonymous.GetMembers().Any(member => member is IPropertySymbol { Type: var held } && IsAwaitable(held)),
        INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: { Length: 2 } parts } => parts.Any(IsAwaitable),
        _ => IsAwaitable(type),
    };

    /// <summary>What making one element does, the elements before it included in what is not known.</summary>
    public Effects Effects => Provenance.EffectsOf(Query, Variables);

    /// <summary>True when each element has a place of its own behind this name.</summary>
    public bool IsOwn(Place place)
    {
        if (place.Kind == RootKind.Fresh)
            return true;
        if (place.Root is not { } root || place.Kind is not (RootKind.Local or RootKind.Parameter))
            return false;

        return Variables.Contains(root, SymbolEqualityComparer.Default)
            || root.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == Query.Syntax.SyntaxTree && Query.Syntax.Span.Contains(reference.Span));
    }

    private static bool IsAwaitable(ITypeSymbol? type) =>
        type.IsTaskLike() || type is INamedTypeSymbol { Name: "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable", ContainingNamespace.Name: "CompilerServices" };

    private static string? FirstCall(IOperation body)
    {
        var awaited = body.OwnOperations().OfType<IAwaitOperation>().FirstOrDefault();
        return awaited is null ? null : LoopIndependence.AwaitedCall(awaited)?.TargetMethod.Name;
    }
}
