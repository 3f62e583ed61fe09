using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>What a loop does to the rows that it also asks for.</summary>
internal static class LoopChanges
{
    /// <summary>
    /// True when everything in the loop besides reading and saving is known, and leaves alone which rows a query over
    /// <paramref name="key"/> finds.
    /// </summary>
    public static bool Leave(IPropertySymbol key, IInvocationOperation call, Iteration iteration, IForEachLoopOperation loop, MethodFacts method)
    {
        var model = method.Model;
        var except = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in loop.Body.OwnOperations())
        {
            if (DatabaseCall.Of(operation, model, method.Provenance) is { } other)
            {
                if (other.Kind == DatabaseCallKind.Command || other.IsText)
                    return false;
                except.Add(operation);
            }

            // The columns that decide which rows are found, and the item's own key, keep their values.
            if (operation is IAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } && (IsAskedFor(member, call) || IsEntity(member, key, call)))
                return false;
        }

        var rest = new LoopScope(model, method, loop).EffectsOf(ImmutableArray.Create<IOperation>(loop.Body), except.ToImmutable());
        return rest is { Unknown: null, Invoked.Count: 0 } && rest.Accesses.All(access => access.Kind != AccessKind.Confined || IsQueryObject(access, iteration));
    }

    /// <summary>True when <paramref name="method"/> gives its context objects that are not in the database yet, or takes some away.</summary>
    public static bool AddsIn(MethodFacts method) =>
        method.Bodies.SelectMany(body => body.Descendants()).OfType<IInvocationOperation>().Any(call =>
            call.Instance?.Unwrapped().Type is INamedTypeSymbol receiver
            && (method.Model.Apis.Of(receiver) & (ApiFlags.Table | ApiFlags.Session)) != 0
            && (method.Model.Apis.Of(call.TargetMethod) & ApiFlags.Local) != 0
            && call.TargetMethod.Name is not "Entry");

    private static bool IsAskedFor(ISymbol member, IInvocationOperation call) =>
        call.DescendantsAndSelf().OfType<IMemberReferenceOperation>().Any(reference => SymbolEqualityComparer.Default.Equals(reference.Member, member));

    // Without tracking, two items with one key had an object each; afterwards they share it.
    private static bool IsEntity(ISymbol member, IPropertySymbol key, IInvocationOperation call) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType, key.ContainingType)
        && call.DescendantsAndSelf().OfType<IInvocationOperation>().Any(step => step.TargetMethod.Name is "AsNoTracking" or "AsNoTrackingWithIdentityResolution");

    private static bool IsQueryObject(Access access, Iteration iteration) => access.Place.Root is { } root && iteration.Declares(root);
}
