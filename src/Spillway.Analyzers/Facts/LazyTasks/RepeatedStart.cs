using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A lazy query of tasks that is gone through again, which starts every task again.</summary>
/// <param name="Name">The variable that holds the query.</param>
/// <param name="Tasks">The query.</param>
/// <param name="First">Where it has been gone through before.</param>
/// <param name="Again">Where it is gone through again; the same place where that is in a loop.</param>
internal sealed record RepeatedStart(string Name, LazyTasks Tasks, Enumeration First, Enumeration Again)
{
    /// <summary>What shows it.</summary>
    public ImmutableArray<Witness> Because => ImmutableArray.Create(
        Witness.At(Tasks.Query, "this query starts the tasks"),
        Witness.At(First.Reference, $"'{First.By}' goes through it here"),
        Witness.At(Tasks.Start, "each task is started here"));

    public static ImmutableArray<RepeatedStart> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<RepeatedStart>();
        foreach (var group in References(method).GroupBy(reference => Variable(reference)!, SymbolEqualityComparer.Default))
        {
            var places = group.SelectMany(reference => Enumeration.Of(reference, method.Model, method.Provenance)).OrderBy(e => e.At.Syntax.SpanStart).ToList();
            if (places.Count == 0)
                continue;

            var declaration = group.Key is ILocalSymbol ? group.Key.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() : null;
            var pairs = places.Select(again => (First: places.FirstOrDefault(first => Repeats(first, again, declaration) && !(group.Key is ILocalSymbol local && Renewal.LiesBetween(local, first.At, again.At, method.Operations))), Again: again)).Where(pair => pair.First is not null).ToList();
            if (pairs.Count == 0 || method.Model.LazyTasks.Of(group.First(), method.Provenance) is not { } tasks || !DoesSomething(tasks, method.Model))
                continue;

            foreach (var (first, again) in pairs)
            {
                if (!IsAskedCheaply(first!, tasks) && !IsAskedCheaply(again, tasks))
                    found.Add(new RepeatedStart(group.Key!.Name, tasks, first!, again));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>What a rewrite needs to know, or null where the tasks cannot be kept in the variable from the start.</summary>
    public ImmutableDictionary<string, string?>? RewriteIn(MethodFacts method) =>
        First.Reference is ILocalReferenceOperation { Local: var local } && method.Provenance.ValuesOf(local).Count == 1
            && Interval.IsCalm(local, First.At, Tasks.Effects, method)
            ? ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, local.Name)
            : null;

    /// <summary>The variable or property of this object that an expression names; null for anything else.</summary>
    public static ISymbol? Variable(IOperation expression) =>
        expression is IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { IsIndexer: false } property } ? property : LoopSlots.Variable(expression);

    private static IEnumerable<IOperation> References(MethodFacts method) =>
        method.Operations.Where(o => LazyTasks.IsSequence(o.Type) && Variable(o) is not null);

    private static bool Repeats(Enumeration first, Enumeration again, SyntaxNode? declaration)
    {
        if (!Succession.CanFollow(first.At, again.At, declaration))
            return false;

        // Going through it again after a failure is what makes a retry one.
        return !ReferenceEquals(first, again)
            || !again.At.OwnAncestors().TakeWhile(around => around is not ILoopOperation).Any(around => around is ITryOperation);
    }

    /// <summary>A query right over a list or an array knows whether there is anything without making it.</summary>
    private static bool IsAskedCheaply(Enumeration place, LazyTasks tasks) =>
        place.At is IInvocationOperation { TargetMethod: { Name: "Any", Parameters.Length: 1 } } any
        && any.Arguments[0].Value.Unwrapped() == place.Reference
        && tasks.Query is IInvocationOperation { Arguments: { Length: > 0 } arguments }
        && arguments[0].Value.Unwrapped().Type is IArrayTypeSymbol or INamedTypeSymbol { Name: "List", ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } };

    /// <summary>False for tasks that are complete at once: making them again costs next to nothing.</summary>
    private static bool DoesSomething(LazyTasks tasks, ConcurrencyModel model)
    {
        var effects = tasks.Effects;
        return effects.Io is not null || effects.Delay is not null || effects.Unknown is not null || effects.Invoked.Count > 0
            || effects.Accesses.Any(access => access.Kind is AccessKind.Write or AccessKind.ChangesOutside && !tasks.IsOwn(access.Place))
            || tasks.Start is IInvocationOperation call && (model.Apis.Of(call.TargetMethod) & ApiFlags.Offloads) != 0;
    }
}
