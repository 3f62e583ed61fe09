using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A state that keeps a path away: one part of the program sets it under a lock before it takes another one, and whoever holds the first lock
/// looks at the state before he takes the second.
/// </summary>
internal static class LockHandshake
{
    // A property that asks a property that reads the field.
    private const int DeepestGetter = 3;
    private const int DeepestCaller = 2;

    /// <summary>True when <paramref name="one"/> goes on under its first lock only in a state that <paramref name="other"/> has left, under the same lock, before it took its own first one.</summary>
    public static bool KeepsAway(LockEdge one, LockEdge other, LockEdges edges, ConcurrencyModel model)
    {
        var set = SetBefore(other.Function, other.Outer.Site, one.OuterClass, edges, model, 0);
        return !set.IsEmpty && IsAsked(one, set, edges, model);
    }

    /// <summary>What is set under the lock before the code gets to <paramref name="site"/>: there, or by one who calls the function; where one caller tells the others by a state, it is not known that another does not.</summary>
    private static ImmutableHashSet<ISymbol> SetBefore(SyntaxNode function, SyntaxNode site, LockClass under, LockEdges edges, ConcurrencyModel model, int depth)
    {
        var set = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in OperationsOf(function, model).Where(o => o.Syntax.SpanStart < site.SpanStart))
        {
            var target = operation switch
            {
                ISimpleAssignmentOperation assignment => assignment.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Ref } argument => argument.Value,
                _ => null,
            };
            if (target?.Unwrapped() is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } reference && edges.HeldAt(operation is IArgumentOperation ? operation.Parent!.Syntax : operation.Syntax, function).Contains(under))
                set.Add(reference.Member.OriginalDefinition);
        }

        if (set.Count > 0 || depth >= DeepestCaller || AsyncReach.CallsOf(function, model.Semantics, model.TreesWith) is not { Count: > 0 } calls)
            return set.ToImmutable();

        foreach (var call in calls)
        {
            if (AwaitPlace.FunctionAround(call) is { } caller && caller != function)
                set.UnionWith(SetBefore(caller, call, under, edges, model, depth + 1));
        }

        return set.ToImmutable();
    }

    private static bool IsAsked(LockEdge edge, ImmutableHashSet<ISymbol> state, LockEdges edges, ConcurrencyModel model)
    {
        foreach (var operation in OperationsOf(edge.Function, model).Where(o => o.Syntax.SpanStart < edge.Site.SpanStart))
        {
            var condition = operation switch
            {
                IConditionalOperation conditional when Decides(conditional, edge.Site) => conditional.Condition,
                ISwitchOperation choice => choice.Value,
                _ => null,
            };
            if (condition is not null && condition.OwnOperations().Any(part => edges.HeldAt(part.Syntax, edge.Function).Contains(edge.OuterClass)) && Reads(condition, state, model, DeepestGetter))
                return true;
        }

        return false;
    }

    /// <summary>True when the answer decides whether the code gets to <paramref name="site"/>.</summary>
    private static bool Decides(IConditionalOperation conditional, SyntaxNode site) =>
        conditional.Syntax.Span.Contains(site.Span)
        || new[] { conditional.WhenTrue, conditional.WhenFalse }.Any(branch => branch is not null && branch.OwnOperations().Any(o => o is IReturnOperation or IThrowOperation or IBranchOperation));

    private static bool Reads(IOperation operation, ImmutableHashSet<ISymbol> state, ConcurrencyModel model, int depth)
    {
        foreach (var reference in operation.OwnOperations())
        {
            if (reference is IMemberReferenceOperation { Member: var member } && state.Contains(member.OriginalDefinition))
                return true;

            // var state = State; if (state == Broken) return;
            if (depth > 0 && reference is ILocalReferenceOperation { Local: var local } && model.ProvenanceAt(reference).ValuesOf(local) is { Count: 1 } values && values[0] is { } value && Reads(value, state, model, depth - 1))
                return true;

            var asked = reference switch
            {
                IPropertyReferenceOperation { Property.GetMethod: { } getter } => getter,
                IInvocationOperation { TargetMethod: { } called } => called,
                _ => null,
            };
            if (depth > 0 && asked is not null && model.Summaries.BodiesOf(asked.OriginalDefinition).Any(body => Reads(body, state, model, depth - 1)))
                return true;
        }

        return false;
    }

    private static IEnumerable<IOperation> OperationsOf(SyntaxNode function, ConcurrencyModel model) =>
        model.Semantics(function.SyntaxTree).GetOperation(function) is { } operation ? operation.ChildOperations.SelectMany(child => child.OwnOperations()) : Enumerable.Empty<IOperation>();
}
