using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Where a count is not bounded by the code that starts the work, and is small by what is known around it: such findings are suggestions.</summary>
internal static class FanOutWeight
{
    // What is written out at a call is as many as somebody typed; more are as good as data.
    private const int MostWritten = 64;
    private const int MostCalls = 16;
    private const int MostNames = 100;

    /// <summary>True where all that are started at once are few.</summary>
    public static bool IsSmall(FanOut fanOut, MethodFacts method)
    {
        if (fanOut.Count.IsRegistered)
            return true;

        var items = SourceOf(fanOut, method.Model, out var isOnlyNew);
        return isOnlyNew || items is IParameterReferenceOperation { Parameter: var parameter } && IsSmallAtCalls(parameter, method.Model);
    }

    /// <summary>What the items come from, behind operators and variables; and whether they are only those that were not there the last time.</summary>
    private static IOperation? SourceOf(FanOut fanOut, ConcurrencyModel model, out bool isOnlyNew)
    {
        isOnlyNew = false;
        var source = (fanOut.Loops.IsEmpty ? fanOut.Items : (fanOut.Loops[0] as IForEachLoopOperation)?.Collection)?.Unwrapped();
        for (var depth = 0; depth < 12 && source is not null; depth++)
        {
            switch (source)
            {
                case IInvocationOperation { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } operation, Arguments: { Length: > 0 } arguments }:
                    isOnlyNew |= operation.Name is "Except" or "ExceptBy" && arguments.Length > 1 && arguments[1].Value.Unwrapped() is IFieldReferenceOperation { Field.IsReadOnly: true };
                    source = arguments[0].Value.Unwrapped();
                    continue;

                case ILocalReferenceOperation { Local: var local } when model.ProvenanceAt(source).ValuesOf(local) is { Count: 1 } values:
                    source = values[0]?.Unwrapped();
                    continue;
            }

            break;
        }

        return source;
    }

    /// <summary>True when everybody in view who calls passes few: what was set up, or the parts of one thing. With nobody in view, nothing is known.</summary>
    private static bool IsSmallAtCalls(IParameterSymbol parameter, ConcurrencyModel model)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || model.Roots.Of(method) is not null
            || model.UsesOf(method.Name, MostNames, _ => true) is not { } uses)
        {
            return false;
        }

        var calls = 0;
        foreach (var use in uses)
        {
            if (use.Parent is not (ExpressionSyntax or ArgumentSyntax or EqualsValueClauseSyntax) || model.OftenRun.CallAt(use) is not IInvocationOperation call
                || !model.OftenRun.Reaches((call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition, method.OriginalDefinition))
            {
                continue;
            }

            if (++calls > MostCalls || call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter.Name)?.Value is not { } passed || !IsSmall(passed, model))
                return false;
        }

        return calls > 0;
    }

    private static bool IsSmall(IOperation passed, ConcurrencyModel model)
    {
        var count = Origin.OfCheckedItems(passed, model);
        return count.Kind switch
        {
            OriginKind.Constant => count.Count <= MostWritten,
            OriginKind.FixedSmall or OriginKind.Machine => true,
            OriginKind.Unknown => IsOfOne(passed),
            _ => false,
        };
    }

    /// <summary>True for the parts of one thing, such as the payments of an invoice: a member of something that is neither a collection nor this object.</summary>
    private static bool IsOfOne(IOperation items)
    {
        items = items.Unwrapped();
        while (items is IInvocationOperation { TargetMethod.ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Arguments: { Length: > 0 } arguments })
            items = arguments[0].Value.Unwrapped();

        var holder = items switch
        {
            IInvocationOperation { TargetMethod.ReturnType: var made, Instance: { } instance } when !made.IsTaskLike() => instance,
            IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } instance } => instance,
            _ => null,
        };
        return holder?.Unwrapped() is IParameterReferenceOperation or ILocalReferenceOperation;
    }
}
