using System.Collections.Generic;
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
        var scope = new LoopScope(model, method, loop);
        var isTracked = !IsUntracked(call);
        if (UsesLocals(call, iteration) || (isTracked ? Navigates(key.ContainingType, call, loop, model) : ChangesRows(key.ContainingType, method)))
            return false;

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
            if (Changed(operation) is { } member && IsAskedFor(member, call))
                return false;
        }

        var rest = scope.EffectsOf(ImmutableArray.Create<IOperation>(loop.Body), except.ToImmutable());
        return rest is { Unknown: null, Invoked.Count: 0 }
            && rest.Accesses.All(access => access.Kind != AccessKind.Confined || IsQueryObject(access, iteration))
            && !IsTold(call, rest, scope);
    }

    /// <summary>The member of another object that <paramref name="operation"/> gives a new value.</summary>
    public static ISymbol? Changed(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } => member,
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation { Member: var member } } => member,
        _ => null,
    };

    /// <summary>True when the question names a variable of the turn besides the item's key: there is none before the loop.</summary>
    private static bool UsesLocals(IInvocationOperation call, Iteration iteration) =>
        call.Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
            iteration.Declares(reference.Local)
            && iteration.Derivation.SeedsIn(reference).IsEmpty
            && !reference.Local.DeclaringSyntaxReferences.Any(declaration => call.Syntax.Span.Contains(declaration.Span)));

    /// <summary>True when the question depends on something that the loop changes: before the loop, it would be another one.</summary>
    private static bool IsTold(IInvocationOperation call, Effects rest, LoopScope scope)
    {
        var writes = rest.Accesses.Where(access => access.Kind is AccessKind.Write or AccessKind.PerhapsWrite).Select(access => access.Place).ToList();
        foreach (var reference in call.Descendants())
        {
            if (reference is not (ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation))
                continue;

            var place = scope.Locate(reference);
            if (!scope.IsOwn(place) && writes.Any(write => write.Touches(place) || write.Touches(place.Content)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// True when the loop looks at what hangs on a row, or on what a row hangs: a context ties rows together as it reads them, and
    /// would have read all of them.
    /// </summary>
    private static bool Navigates(ITypeSymbol entity, IInvocationOperation call, IForEachLoopOperation loop, ConcurrencyModel model) =>
        loop.Body.Descendants().OfType<IPropertyReferenceOperation>().Any(property =>
            (SymbolEqualityComparer.Default.Equals(property.Type, entity)
                || (property.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } rows } && Derivation.IsCollection(property.Type) && SymbolEqualityComparer.Default.Equals(rows[0], entity)))
            && !property.Property.IsIndexer
            && !call.Syntax.Span.Contains(property.Syntax.Span)
            && !(property.Parent is ISimpleAssignmentOperation { Target: var target } && ReferenceEquals(target, property))
            && property.Instance?.Unwrapped().Type is INamedTypeSymbol owner && (model.Apis.Of(owner) & (ApiFlags.Session | ApiFlags.Table)) == 0
            && !property.AncestorsOf().Any(around => around.Type is INamedTypeSymbol { Name: "Expression", Arity: 1 }));

    private static IEnumerable<IOperation> AncestorsOf(this IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
            yield return around;
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

    /// <summary>
    /// True when rows are changed in memory: without tracking, two items with one key had an object each, and would share it. What a local function or a lambda reads, the
    /// member around it may change.
    /// </summary>
    private static bool ChangesRows(ITypeSymbol entity, MethodFacts method) =>
        method.Bodies.Select(body => body.Root()).Distinct().SelectMany(body => body.DescendantsAndSelf()).Any(operation => Changed(operation) is { } member && SymbolEqualityComparer.Default.Equals(member.ContainingType, entity));

    private static bool IsUntracked(IInvocationOperation call) =>
        call.DescendantsAndSelf().OfType<IInvocationOperation>().Any(step => step.TargetMethod.Name is "AsNoTracking" or "AsNoTrackingWithIdentityResolution");

    private static bool IsQueryObject(Access access, Iteration iteration) => access.Place.Root is { } root && iteration.Declares(root);
}
