using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Where a task is kept: a variable or field, and the way from there. <c>[]</c> in the path stands for every element of a collection.
/// </summary>
internal sealed class TaskPlace : IEquatable<TaskPlace>
{
    /// <summary>The part of a path that stands for every element.</summary>
    public const string EachElement = "[]";

    public TaskPlace(ISymbol root, string path)
    {
        Root = root;
        Path = path;
    }

    public ISymbol Root { get; }

    public string Path { get; }

    public TaskPlace Then(string step) => new(Root, Path + step);

    public bool Equals(TaskPlace? other) => other is not null && Path == other.Path && SymbolEqualityComparer.Default.Equals(Root, other.Root);

    public override bool Equals(object? obj) => obj is TaskPlace other && Equals(other);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Root) * 31 + Path.GetHashCode();
}

/// <summary>Finds the places that an expression names. Several names of one place are all given: the loop variable, and the element of what is looped over.</summary>
internal sealed class TaskPlaces
{
    private const int DeepestAlias = 6;

    private readonly Provenance _provenance;
    private readonly Func<CaptureId, IReadOnlyList<IOperation>> _captured;
    private readonly OnDemand<Dictionary<IParameterSymbol, IOperation>> _iterated;
    private readonly OnDemand<ILookup<ILocalSymbol, IOperation>> _added;
    private readonly OnDemand<Dictionary<SyntaxNode, IAnonymousFunctionOperation>> _lambdas;

    public TaskPlaces(Provenance provenance, IOperation root, Func<CaptureId, IReadOnlyList<IOperation>> captured)
    {
        _provenance = provenance;
        _captured = captured;
        _iterated = new OnDemand<Dictionary<IParameterSymbol, IOperation>>(() => ParametersOver(root));
        _lambdas = new OnDemand<Dictionary<SyntaxNode, IAnonymousFunctionOperation>>(() => LambdasIn(root));
        _added = new OnDemand<ILookup<ILocalSymbol, IOperation>>(() => Additions(root));
    }

    /// <summary>Every name of the place that <paramref name="expression"/> reads.</summary>
    public ImmutableArray<TaskPlace> Of(IOperation? expression, int depth = 0)
    {
        if (expression is null || depth > DeepestAlias)
            return ImmutableArray<TaskPlace>.Empty;

        switch (expression.Unwrapped())
        {
            case IFlowCaptureReferenceOperation { Id: var id } when _captured(id) is { Count: 1 } values:
                return Of(values[0], depth + 1);

            case IConditionalAccessInstanceOperation access when ReceiverOf(access) is { } receiver:
                return Of(receiver, depth + 1);

            case ILocalReferenceOperation { Local: var local }:
                var own = ImmutableArray.Create(new TaskPlace(local, ""));
                if (OnlyValueOf(local) is not { } value)
                    return own;
                return own.AddRange(IsLoopVariable(local, value) ? EachOf(value, depth + 1) : IsStable(value) ? Of(value, depth + 1) : ImmutableArray<TaskPlace>.Empty);

            case IParameterReferenceOperation { Parameter: var parameter }:
                var given = ImmutableArray.Create(new TaskPlace(parameter, ""));
                return _iterated.Value.TryGetValue(parameter, out var source) ? given.AddRange(EachOf(source, depth + 1)) : given;

            case IFieldReferenceOperation { Field: var field, Instance: var instance }:
                return Member(field, instance, depth);

            // The value of a dictionary's pair is the dictionary's element.
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "KeyValuePair" }, Instance: var pair }:
                return Of(pair, depth + 1);

            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed, Arguments: { Length: 1 } arguments }:
                return Element(indexed, arguments[0].Value, depth);

            case IArrayElementReferenceOperation { ArrayReference: var array, Indices: { Length: 1 } indices }:
                return Element(array, indices[0], depth);

            case IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: var owner } when TaskApis.Of(property) == TaskApi.None:
                return Member(property, owner, depth);

            case IInvocationOperation call when TaskApis.Of(call.TargetMethod) == TaskApi.View:
                return Of(TaskApis.ReceiverOf(call), depth + 1);

            case IInvocationOperation call when IsElementOfSource(call):
                return EachOf(TaskApis.ReceiverOf(call), depth + 1);

            default:
                return ImmutableArray<TaskPlace>.Empty;
        }
    }

    /// <summary>Every name of the elements of <paramref name="collection"/>.</summary>
    public ImmutableArray<TaskPlace> EachOf(IOperation? collection, int depth = 0)
    {
        if (collection is null || depth > DeepestAlias)
            return ImmutableArray<TaskPlace>.Empty;

        switch (collection.Unwrapped())
        {
            case IPropertyReferenceOperation { Property: { Name: "Values" }, Instance: { } dictionary }:
                return EachOf(dictionary, depth + 1);

            case IInvocationOperation { TargetMethod.Name: "Select" } select when SelectorOf(select) is { } selected:
                return Of(selected, depth + 1).Where(place => place.Path.Contains(TaskPlace.EachElement)).ToImmutableArray();

            case IInvocationOperation call when KeepsElements(call):
                return EachOf(TaskApis.ReceiverOf(call), depth + 1);

            case ILocalReferenceOperation { Local: var local } when OnlyValueOf(local) is { } value && !IsLoopVariable(local, value):
                var further = EachOf(value, depth + 1);

                // A query makes new tasks whenever somebody goes through it.
                return IsLazy(value) ? further : further.Insert(0, new TaskPlace(local, TaskPlace.EachElement));

            case var other:
                return Of(other, depth + 1).Select(place => place.Then(TaskPlace.EachElement)).ToImmutableArray();
        }
    }

    /// <summary>The value that <paramref name="local"/> has wherever it is read, if it is one.</summary>
    public IOperation? OnlyValueOf(ILocalSymbol local) => _provenance.ValuesOf(local) is { Count: 1 } values ? values[0] : null;

    /// <summary>What is added to the list in <paramref name="local"/>, wherever that is.</summary>
    public IEnumerable<IOperation> AddedTo(ILocalSymbol local) => _added.Value[local];

    /// <summary>The result of the selector of a query, where it is one expression.</summary>
    public IOperation? SelectorOf(IInvocationOperation query) =>
        query.Arguments.Select(argument => LambdaIn(argument.Value)).FirstOrDefault(lambda => lambda is not null) is { } lambda ? ResultOf(lambda) : null;

    /// <summary>The elements of a collection that is written down: an array, a literal, what is given for <c>params</c>.</summary>
    public static ImmutableArray<IOperation> ElementsOf(IOperation collection) => collection switch
    {
        IArrayCreationOperation { Initializer: { ElementValues: var values } } => values,
        { Syntax: CollectionExpressionSyntax } => collection.ChildOperations.ToImmutableArray(),
        IObjectCreationOperation { Initializer: { Initializers: var added } } =>
            added.OfType<IInvocationOperation>().Where(add => add.Arguments.Length == 1).Select(add => add.Arguments[0].Value).ToImmutableArray(),

        // A span for 'params' has no operation that every version of the compiler knows.
        { IsImplicit: true, Syntax: InvocationExpressionSyntax } and not IInvocationOperation => collection.ChildOperations.ToImmutableArray(),
        _ => ImmutableArray<IOperation>.Empty,
    };

    /// <summary>The only expression of a lambda, or null when it has more than that.</summary>
    public static IOperation? ResultOf(IAnonymousFunctionOperation lambda) =>
        lambda.Body.Operations.FirstOrDefault() is IReturnOperation { ReturnedValue: { } value } ? value : null;

    // The control-flow graph has lambdas of its own, which do not show what is in them.
    private IAnonymousFunctionOperation? LambdaIn(IOperation value)
    {
        var target = value.Unwrapped() is IDelegateCreationOperation { Target: var created } ? created : value.Unwrapped();
        return target switch
        {
            IAnonymousFunctionOperation lambda => lambda,
            IFlowAnonymousFunctionOperation copy => LambdaAt(copy.Syntax),
            _ => null,
        };
    }

    /// <summary>The lambda at <paramref name="syntax"/>, as it stands in the tree.</summary>
    public IAnonymousFunctionOperation? LambdaAt(SyntaxNode syntax) => _lambdas.Value.TryGetValue(syntax, out var lambda) ? lambda : null;

    /// <summary>True for queries that hand on elements of their source and make none.</summary>
    public static bool KeepsElements(IInvocationOperation call) =>
        call.TargetMethod.Name is "Where" or "ToList" or "ToArray" or "ToHashSet" or "AsEnumerable" or "OrderBy" or "OrderByDescending" or "ThenBy" or "Take" or "Skip" or "TakeWhile" or "SkipWhile"
            or "Reverse" or "Distinct" or "Cast" or "OfType" or "Concat" or "Append" or "Prepend" or "ToImmutableArray" or "ToImmutableList" or "AsReadOnly"
        && call.TargetMethod.ContainingAssembly.IsFramework();

    private static bool IsElementOfSource(IInvocationOperation call) =>
        call.TargetMethod.Name is "First" or "FirstOrDefault" or "Last" or "LastOrDefault" or "Single" or "SingleOrDefault" or "ElementAt" or "ElementAtOrDefault"
        && call.TargetMethod.ContainingAssembly.IsFramework();

    private static bool IsLazy(IOperation value) =>
        value.Unwrapped() is IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable", Name: not ("ToList" or "ToArray" or "ToHashSet" or "ToDictionary") } };

    private static IOperation? ReceiverOf(IConditionalAccessInstanceOperation instance) =>
        instance.OwnAncestors().OfType<IConditionalAccessOperation>().FirstOrDefault()?.Operation;

    private static bool IsLoopVariable(ILocalSymbol local, IOperation value) =>
        value.Parent is IForEachLoopOperation loop && ReferenceEquals(loop.Collection, value)
        && loop.Locals.Any(l => SymbolEqualityComparer.Default.Equals(l, local));

    // A field may hold another task by the time the local is read.
    private bool IsStable(IOperation value) => value.Unwrapped() switch
    {
        ILocalReferenceOperation { Local: var local } => OnlyValueOf(local) is not null,
        IParameterReferenceOperation => true,
        IFieldReferenceOperation { Field.IsReadOnly: true } => true,
        IPropertyReferenceOperation { Property: { IsIndexer: false, SetMethod: null } } => true,
        IInvocationOperation call => TaskApis.Of(call.TargetMethod) == TaskApi.View || IsElementOfSource(call),
        IPropertyReferenceOperation { Property.IsIndexer: true } or IArrayElementReferenceOperation => true,
        _ => false,
    };

    private ImmutableArray<TaskPlace> Member(ISymbol member, IOperation? instance, int depth)
    {
        if (instance is null or IInstanceReferenceOperation)
            return ImmutableArray.Create(new TaskPlace(member, ""));

        return Of(instance, depth + 1).Select(place => place.Then("." + member.Name)).ToImmutableArray();
    }

    private ImmutableArray<TaskPlace> Element(IOperation collection, IOperation index, int depth)
    {
        var step = index.Unwrapped() switch
        {
            { ConstantValue: { HasValue: true, Value: var constant } } => $"[{constant}]",
            ILocalReferenceOperation { Local.Name: var name } => $"[{name}]",
            IParameterReferenceOperation { Parameter.Name: var name } => $"[{name}]",
            _ => null,
        };
        var each = EachOf(collection, depth + 1);
        return step is null ? each : each.AddRange(Of(collection, depth + 1).Select(place => place.Then(step)));
    }

    private static Dictionary<SyntaxNode, IAnonymousFunctionOperation> LambdasIn(IOperation root)
    {
        var found = new Dictionary<SyntaxNode, IAnonymousFunctionOperation>();
        foreach (var lambda in root.Descendants().OfType<IAnonymousFunctionOperation>())
            found[lambda.Syntax] = lambda;
        return found;
    }

    private static ILookup<ILocalSymbol, IOperation> Additions(IOperation root) =>
        root.Descendants().OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name is "Add" or "Push" or "Enqueue" && call.Instance?.Unwrapped() is ILocalReferenceOperation && call.Arguments.Length == 1 && call.Arguments[0].Value.Type.IsTaskLike())
            .ToLookup<IInvocationOperation, ILocalSymbol, IOperation>(call => ((ILocalReferenceOperation)call.Instance!.Unwrapped()).Local, call => call.Arguments[0].Value, SymbolEqualityComparer.Default);

    /// <summary>The parameters of lambdas that get the elements of a sequence one by one, with the sequence.</summary>
    private static Dictionary<IParameterSymbol, IOperation> ParametersOver(IOperation root)
    {
        var found = new Dictionary<IParameterSymbol, IOperation>(SymbolEqualityComparer.Default);
        foreach (var operation in root.Descendants())
        {
            if (operation is IAnonymousFunctionOperation { Symbol.Parameters: { Length: > 0 } parameters } lambda
                && lambda.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } }
                && call.TargetMethod is { ContainingNamespace.Name: "Linq" } or { Name: "ForEach" }
                && TaskApis.ReceiverOf(call) is { } source
                && source.Type is not null && !source.Type.IsTaskLike())
            {
                found[parameters[0]] = source;
            }
        }

        return found;
    }
}
