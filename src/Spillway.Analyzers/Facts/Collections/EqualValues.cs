using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Is a value that is put in for a key the same whoever makes it? A mark, the key itself, or what the key says: then it does not matter who comes first.</summary>
internal static class EqualValues
{
    /// <summary>True for a step after which the collection says the same, whatever others did in between.</summary>
    public static bool Puts(CollectionCheck check, CollectionAct act, MethodFacts method)
    {
        if (act is not { Kind: ActKind.Set, IsPresent: false, Value: { } made } || check.Key is not { } key)
            return false;

        var value = Behind(made);
        return (value.ConstantValue.HasValue || value.Type?.SpecialType == SpecialType.System_Boolean || IsOfKey(value, key, method.Model))
            && (act.Operation is IInvocationOperation || IsAllThatIsPutIn(check.Collection.Unwrapped(), value, act.Operation, method));
    }

    private static IOperation Behind(IOperation value)
    {
        value = value.Unwrapped();
        return value is ISimpleAssignmentOperation { Value: var assigned } ? assigned.Unwrapped() : value;
    }

    /// <summary>True for the key and for what can be read from it at once.</summary>
    private static bool IsOfKey(IOperation value, IOperation key, ConcurrencyModel model)
    {
        key = key.Unwrapped();
        if (value.Syntax.IsEquivalentTo(key.Syntax, topLevel: false))
            return true;

        // Of what the key is made of there is more than the key.
        var variables = new HashSet<ISymbol>(new[] { VariableOf(key) }.OfType<ISymbol>(), SymbolEqualityComparer.Default);
        return variables.Count > 0 && value.OwnOperations().Any(o => VariableOf(o) is not null) && value.OwnOperations().All(o => o switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation => variables.Contains(VariableOf(o)!),
            IPropertyReferenceOperation { Property: var property } => property.ContainingAssembly.IsFramework() || property.IsAutoProperty(),
            IConversionOperation or IParenthesizedOperation => true,
            IInvocationOperation { TargetMethod: var called } => (model.Apis.Of(called) & ApiFlags.Pure) != 0 && called.ReturnType.SpecialType != SpecialType.None,
            _ => false,
        });
    }

    private static ISymbol? VariableOf(IOperation operation) => operation is ILocalReferenceOperation or IParameterReferenceOperation ? LockApis.SymbolOf(operation) : null;

    /// <summary>The indexer replaces what another one put in: only where that says the same is nothing lost.</summary>
    private static bool IsAllThatIsPutIn(IOperation collection, IOperation value, IOperation act, MethodFacts method)
    {
        var uses = collection switch
        {
            IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field } => method.Model.Locks.Guards.AccessesOf(field).Select(access => (IOperation)access.Reference),
            ILocalReferenceOperation { Local: var local } => act.Root().DescendantsAndSelf().OfType<ILocalReferenceOperation>().Where(use => !use.IsDeclaration && SymbolEqualityComparer.Default.Equals(use.Local, local)),
            _ => null,
        };
        return uses is not null && uses.All(use => SaysTheSame(use, value, act));
    }

    private static bool SaysTheSame(IOperation use, IOperation value, IOperation act)
    {
        switch (use.Parent)
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true } element:
                return element.Parent switch
                {
                    ISimpleAssignmentOperation { Target: var target, Value: var put } when target == element => Alike(put, value, element, act),
                    IAssignmentOperation { Target: var target } => target != element,
                    IIncrementOrDecrementOperation => false,
                    _ => true,
                };

            case IPropertyReferenceOperation or IForEachLoopOperation or IConversionOperation { Parent: IForEachLoopOperation }:
                return true;

            case IInvocationOperation { Instance: { } instance, TargetMethod.Name: var name } call when instance.Unwrapped() == use:
                return name switch
                {
                    "ContainsKey" or "TryGetValue" or "TryRemove" or "Remove" or "Clear" or "ToArray" => true,
                    "TryAdd" or "GetOrAdd" => CollectionCheck.Argument(call, 1) is { } put && Alike(put, value, call, act),
                    _ => false,
                };

            default:
                return false;
        }
    }

    private static bool Alike(IOperation put, IOperation value, IOperation there, IOperation here)
    {
        put = Behind(put);
        return put.ConstantValue is { HasValue: true, Value: var one } && value.ConstantValue is { HasValue: true, Value: var other } ? Equals(one, other) || put.Type?.SpecialType == SpecialType.System_Boolean && FlowGraphs.FunctionOf(there).Syntax == FlowGraphs.FunctionOf(here).Syntax
            : FlowGraphs.FunctionOf(there).Syntax == FlowGraphs.FunctionOf(here).Syntax;
    }
}
