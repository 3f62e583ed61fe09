using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>
/// A <c>while</c> loop that goes through what is at hand: a counter through a list, a queue that is only emptied, the lines of a file or of what somebody
/// handed over, the rows of an answer. What arrives while the loop runs, such as the lines of a connection or a console, is none of them.
/// </summary>
internal static class WhileIteration
{
    public static Iteration? Of(ILoopOperation loop, MethodFacts method)
    {
        if (loop is not IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: { } condition })
            return null;
        if (Counted(loop, method) is { } counted)
            return counted;

        // Who may call the loop off changes nothing in what it goes through.
        var terms = condition.Terms(BinaryOperatorKind.ConditionalAnd).Where(term => !term.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" })).ToList();
        return terms.Count == 1 ? Emptied(loop, terms[0].Unwrapped(), method) ?? Lines(loop, terms[0].Unwrapped(), method) ?? Rows(loop, terms[0].Unwrapped(), method) : null;
    }

    private static Iteration? Counted(ILoopOperation loop, MethodFacts method)
    {
        if (WhileItems.Of(loop, method) is not { } items || Iteration.IsFew(Origin.OfItems(items.Source, method.Model)))
            return null;

        // The queue itself is no item of it.
        var variables = items.IsCounted ? items.Variables : items.Variables.RemoveAt(0);
        return variables.IsEmpty ? null : Made(loop, variables[0]);
    }

    /// <summary>A queue that the caller has filled, of which nothing but the next element is taken; one that many may fill at a time is another thing.</summary>
    private static Iteration? Emptied(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        if (QueueIn(condition, loop) is not { } queue)
            return null;

        IOperation? take = null;
        ISymbol? item = null;
        if (condition is IInvocationOperation { TargetMethod.Name: "TryDequeue", Arguments: { Length: 1 } arguments } && arguments[0].Value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var declared } })
        {
            item = declared;
        }
        else if (DrainLoop.IsEmptinessTest(condition, queue))
        {
            take = loop.Body.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => call is { TargetMethod.Name: "Dequeue", Instance: { } from } && Is(from, queue));
            item = take is not null && EachTurn.AlwaysHas(take, loop) && take.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } ? local : null;
        }

        if (queue is IFieldSymbol field && item is not null && IsRefilled(field, item, take, loop, method))
            return null;

        var isOnlyEmptied = method.Bodies.SelectMany(body => body.Descendants()).Where(use => Is(use, queue))
            .All(use => condition.Syntax.Span.Contains(use.Syntax.Span) || ReferenceEquals(use.Parent, take) || use.Syntax.Span.End < loop.Syntax.SpanStart);
        return item is not null && isOnlyEmptied ? Made(loop, item) with { MayGrow = queue is IFieldSymbol { Type: var type } && IsConcurrentQueue(type) } : null;
    }

    /// <summary>
    /// The queue that a condition asks: one that was handed over, or one of the object itself that is emptied at one go. A loop around that waits for more to
    /// come is another thing.
    /// </summary>
    private static ISymbol? QueueIn(IOperation condition, ILoopOperation loop)
    {
        foreach (var use in condition.OwnOperations())
        {
            if (use is IParameterReferenceOperation { Parameter: var parameter } && WhileItems.IsQueue(parameter.Type))
                return parameter;
            if (use is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } field } && (WhileItems.IsQueue(field.Type) || IsConcurrentQueue(field.Type))
                && !loop.OwnAncestors().Any(around => around is ILoopOperation))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>True where what the loop calls may put more into a queue of the object.</summary>
    private static bool IsRefilled(IFieldSymbol queue, ISymbol item, IOperation? take, ILoopOperation loop, MethodFacts method)
    {
        var effects = method.Provenance.EffectsOf(loop.Body, own: new[] { item }, except: take is null ? null : new[] { take });
        return effects.Unknown is not null || effects.Anything is not null
            || effects.Accesses.Any(access => access.Kind is AccessKind.Write or AccessKind.PerhapsWrite && SymbolEqualityComparer.Default.Equals(access.Place.Member, queue));
    }

    private static bool IsConcurrentQueue(ITypeSymbol type) => type is INamedTypeSymbol { Name: "ConcurrentQueue", TypeArguments.Length: 1 } && type.ContainingAssembly.IsFramework();

    private static Iteration? Lines(ILoopOperation loop, IOperation condition, MethodFacts method) =>
        LinesAtHand.Of(loop, condition, method) is { } lines ? Made(loop, lines.Line) with { Take = lines.Take } : null;

    /// <summary><c>while (await rows.ReadAsync())</c>: an answer of the database has an end that nobody waits for.</summary>
    private static Iteration? Rows(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        const ApiFlags Asks = ApiFlags.Io | ApiFlags.Reads | ApiFlags.Database;
        return LinesAtHand.CallIn(condition) is { TargetMethod: { Name: "Read" or "ReadAsync" } target, Instance: { } rows } && (method.Model.Apis.Of(target) & Asks) == Asks && Derivation.SymbolOf(rows.Unwrapped()) is { } reader
            ? Made(loop, reader) with { ItemName = "row" }
            : null;
    }

    private static Iteration Made(ILoopOperation loop, ISymbol item) => new(loop.Body, LoopShape.Header(loop), ImmutableArray.Create(item), loop);

    private static bool Is(IOperation use, ISymbol queue) => SymbolEqualityComparer.Default.Equals(use.Variable(), queue);
}
