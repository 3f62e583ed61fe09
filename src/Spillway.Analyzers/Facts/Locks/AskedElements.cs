using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Iterators in view that give out only those elements which they have asked whether their task has ended.</summary>
internal static class AskedElements
{
    /// <summary>True for the task of an element that a query has from such an iterator: <c>Ready().ToDictionary(entry => entry.Task.Result)</c>.</summary>
    public static bool HaveEnded(IPropertyReferenceOperation task, ConcurrencyModel model)
    {
        if (task.Instance?.Unwrapped() is not IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } element)
            return false;

        var source = Lambdas.Taker(FlowGraphs.FunctionOf(element)) as IInvocationOperation;
        while (source is { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Name: not ("Select" or "SelectMany" or "Cast") }, Arguments: { Length: > 0 } arguments })
            source = arguments[0].Value.Unwrapped() as IInvocationOperation;
        return source is not null && model.Implementations.TargetsOf(source.TargetMethod) is { IsEmpty: false } targets && targets.All(target => GivesEnded(target, model));
    }

    private static bool GivesEnded(IMethodSymbol iterator, ConcurrencyModel model)
    {
        var given = model.Summaries.BodiesOf(iterator.OriginalDefinition).SelectMany(body => body.OwnOperations()).Where(operation => operation.Kind == OperationKind.YieldReturn).OfType<IReturnOperation>().ToList();
        return given.Count > 0 && given.All(one => one.ReturnedValue?.Unwrapped() is ILocalReferenceOperation { Local: var element }
            && one.OwnAncestors().OfType<IConditionalOperation>().Any(choice => choice.WhenTrue.Syntax.Span.Contains(one.Syntax.Span)
                && choice.Condition.Terms(BinaryOperatorKind.ConditionalAnd).Any(term => term.Unwrapped() is IPropertyReferenceOperation { Property.GetMethod: { } getter, Instance: ILocalReferenceOperation { Local: var asked } }
                    && SymbolEqualityComparer.Default.Equals(asked, element) && AsksForEnd(getter, element.Type, model))));
    }

    /// <summary>True where every class that may be the element answers by how its task stands.</summary>
    private static bool AsksForEnd(IMethodSymbol getter, ITypeSymbol element, ConcurrencyModel model)
    {
        var answers = model.Implementations.TargetsOf(getter).Where(target => Is(target.ContainingType, element)).ToList();
        return answers.Count > 0 && answers.All(answer => model.Summaries.BodiesOf(answer).SelectMany(body => body.OwnOperations()).Any(operation =>
            operation is IPropertyReferenceOperation { Property: { Name: "Status" or "IsCompleted" or "IsCompletedSuccessfully", ContainingType: { } type } } && type.IsTaskLike()));
    }

    private static bool Is(INamedTypeSymbol type, ITypeSymbol element) =>
        type.DerivesFrom(element) || type.AllInterfaces.Any(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, element.OriginalDefinition));
}
