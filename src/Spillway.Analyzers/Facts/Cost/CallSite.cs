using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A place of a body where other code runs: a call, a property that is read, an object that is made, a query that a loop runs.</summary>
internal sealed class CallSite
{
    private readonly MethodFacts _method;
    private CostAnswer? _cost;

    private CallSite(MethodFacts method, IOperation operation, IMethodSymbol? target)
    {
        _method = method;
        Operation = operation;
        Target = target;
    }

    public IOperation Operation { get; }

    /// <summary>What is called; null for a loop over a query.</summary>
    public IMethodSymbol? Target { get; }

    /// <summary>The name for messages: <c>Thread.Sleep</c>.</summary>
    public string Name => NameOf(Operation);

    /// <summary>The whole call.</summary>
    public Location Location => Operation is IForEachLoopOperation loop ? loop.Collection.Syntax.GetLocation() : Operation.Syntax.GetLocation();

    /// <summary>The name of the asynchronous method that does the same, where the catalogue gives one.</summary>
    public string? Twin => Target is null ? null : _method.Model.Apis.TwinOf(Target);

    /// <summary>What the call costs the thread, its callees included.</summary>
    public CostAnswer Cost => _cost ??= _method.Model.Cost.Of(Operation);

    public static ImmutableArray<CallSite> FindIn(MethodFacts method)
    {
        var sites = ImmutableArray.CreateBuilder<CallSite>();
        foreach (var operation in method.Operations.Where(RunsCode))
            sites.Add(new CallSite(method, operation, TargetOf(operation)));
        return sites.ToImmutable();
    }

    /// <summary>The operations of a body that run other code.</summary>
    public static IEnumerable<IOperation> OperationsThatCall(IOperation body) => body.OwnOperations().Where(RunsCode);

    private static bool RunsCode(IOperation operation) => operation switch
    {
        IInvocationOperation or IObjectCreationOperation or IForEachLoopOperation { IsAsynchronous: false } => true,
        IPropertyReferenceOperation { Property: var property } => operation.Parent is not INameOfOperation && !IsField(property),
        _ => false,
    };

    public static IMethodSymbol? TargetOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } reference when ReferenceEquals(assignment.Target, reference) => reference.Property.SetMethod,
        IPropertyReferenceOperation reference => reference.Property.GetMethod,
        _ => null,
    };

    public static string NameOf(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } local } => local.Name,
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke }, Instance: { } called } => called.Syntax.ToString(),
        IInvocationOperation { TargetMethod: { IsExtensionMethod: true } extension } => extension.Name,
        IInvocationOperation call => $"{call.TargetMethod.ContainingType?.Name}.{call.TargetMethod.Name}",
        IPropertyReferenceOperation reference => $"{reference.Property.ContainingType.Name}.{reference.Property.Name}",
        IObjectCreationOperation { Type: { } type } => $"new {type.Name}",
        IForEachLoopOperation { Collection: var collection } => collection.Syntax.ToString() is { Length: <= 60 } text ? text : "foreach",
        _ => operation.Syntax.ToString(),
    };

    private static bool IsField(IPropertySymbol property) => !property.DeclaringSyntaxReferences.IsEmpty && property.IsAutoProperty();
}
