using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A <c>while</c> loop that turns once for each item of what is at hand when it begins: a counter that goes through a list, a
/// queue of the function's own that was filled before and is only emptied, or the lines of a text.
/// </summary>
/// <param name="Variables">What changes from one turn to the next because the loop says so: the counter; the queue and its item.</param>
/// <param name="Source">The list or the queue.</param>
/// <param name="ItemType">The type of the items, where the source tells.</param>
/// <param name="IsCounted">True for a counter, whose items stay where they are.</param>
internal sealed record WhileItems(ImmutableArray<ISymbol> Variables, IOperation Source, ITypeSymbol? ItemType, bool IsCounted)
{
    public static WhileItems? Of(ILoopOperation loop, MethodFacts method) =>
        loop is IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: { } condition }
            ? Counted(loop, condition.Unwrapped(), method) ?? Emptied(loop, condition.Unwrapped(), method) ?? Lines(loop, condition.Unwrapped(), method)
            : null;

    /// <summary><c>while (i &lt; list.Count) { …; i++; }</c></summary>
    private static WhileItems? Counted(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        if (condition is not IBinaryOperation { OperatorKind: var comparison, LeftOperand: var left, RightOperand: var right })
            return null;

        var (counting, bound) = comparison switch
        {
            BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals when left.Unwrapped() is ILocalReferenceOperation low => (low, right),
            BinaryOperatorKind.GreaterThan when right.Unwrapped() is ILocalReferenceOperation low => (low, left),
            _ => (null, right),
        };
        if (counting is not { Local: { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } counter } || CountedBy(bound, method) is not { } source)
            return null;

        var changes = method.Operations.OfType<ILocalReferenceOperation>()
            .Where(use => use.IsUseOf(counter) && use.IsWritten() && loop.Syntax.Span.Contains(use.Syntax.Span)).ToList();
        return changes.Count == 1 && Counters.StepOf(changes[0].Parent) > 0 && EachTurn.AlwaysHas(changes[0], loop) && IsDoneAfter(counter, loop, method)
            ? new WhileItems(ImmutableArray.Create<ISymbol>(counter), source, ElementOf(source.Type), IsCounted: true)
            : null;
    }

    /// <summary><c>while (queue.Count > 0) { var item = queue.Dequeue(); … }</c> and <c>while (queue.TryDequeue(out var item)) …</c></summary>
    private static WhileItems? Emptied(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        if (condition.OwnOperations().OfType<ILocalReferenceOperation>().FirstOrDefault(use => IsQueue(use.Local.Type)) is not { Local: var queue } asked
            || method.Provenance.ValuesOf(queue) is not { Count: 1 } values || values[0]?.Unwrapped() is not IObjectCreationOperation)
        {
            return null;
        }

        ISymbol? item = null;
        IOperation? take = null;
        if (condition is IInvocationOperation { TargetMethod.Name: "TryDequeue", Instance: { } from, Arguments: { Length: 1 } arguments } && ReferenceEquals(from, asked)
            && arguments[0].Value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var declared } })
        {
            item = declared;
        }
        else if (DrainLoop.IsEmptinessTest(condition, queue))
        {
            take = loop.Body.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => call is { TargetMethod.Name: "Dequeue", Instance: { } taken } && taken.IsUseOf(queue));
            if (take is null || !EachTurn.AlwaysHas(take, loop))
                return null;
            item = (take.Parent as IVariableInitializerOperation)?.Parent is IVariableDeclaratorOperation { Symbol: var local } ? local : null;

            // What has no name of its own cannot be told from the rest of the queue, unless nothing can change in it.
            if (item is null && method.Model.Confinement.Of(take.Type).Safety != Safety.Immutable)
                return null;
        }

        if (item is null && take is null || !IsDoneAfter(queue, loop, method) || !IsOnlyFilled(queue, loop, condition, take, method))
            return null;

        var variables = ImmutableArray.Create<ISymbol>(queue);
        return new WhileItems(item is null ? variables : variables.Add(item), asked, ElementOf(queue.Type), IsCounted: false);
    }

    /// <summary><c>while (reader.ReadLine() is { } line) …</c>, where nothing in the turns touches the reader.</summary>
    private static WhileItems? Lines(ILoopOperation loop, IOperation condition, MethodFacts method)
    {
        if (LinesAtHand.Of(loop, condition, method) is not { Take: null, Line: var line, Read.Instance: { } reader } || reader.Unwrapped().Variable() is not { } source || !IsDoneAfter(line, loop, method))
            return null;

        var isOnlyRead = !loop.Body.Descendants().Any(use => SymbolEqualityComparer.Default.Equals(use.Variable(), source));
        return isOnlyRead ? new WhileItems(ImmutableArray.Create<ISymbol>(line), reader.Unwrapped(), line.Type, IsCounted: false) : null;
    }

    /// <summary>The collection behind <c>list.Count</c>, or behind a variable that got it once.</summary>
    private static IOperation? CountedBy(IOperation bound, MethodFacts method)
    {
        bound = bound.Unwrapped();
        if (bound is ILocalReferenceOperation { Local: var end }
            && method.Provenance.ValuesOf(end) is { Count: 1 } values && values[0] is { } once
            && !method.Operations.OfType<ILocalReferenceOperation>().Any(use => use.IsUseOf(end) && use.IsWritten()))
        {
            bound = once.Unwrapped();
        }

        return bound is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } counted }
            && counted.Type?.SpecialType != SpecialType.System_String && LoopSlots.Variable(counted.Unwrapped()) is not null
                ? counted.Unwrapped()
                : null;
    }

    /// <summary>
    /// True for a variable of this function that nobody looks at after the loop, and that no other function has: how far the loop came is then
    /// its own affair. One that outlives a turn of a loop around it lets that one go on where this one stopped.
    /// </summary>
    private static bool IsDoneAfter(ILocalSymbol local, ILoopOperation loop, MethodFacts method)
    {
        // What the condition declares itself is new in each turn.
        if (local.DeclaringSyntaxReferences.Any(declared => loop.Syntax.Span.Contains(declared.Span)))
            return true;

        var declarations = method.Operations.OfType<IVariableDeclaratorOperation>().Where(one => SymbolEqualityComparer.Default.Equals(one.Symbol, local)).ToList();
        if (declarations.Count != 1)
            return false;

        var own = method.Operations.OfType<ILocalReferenceOperation>().Where(use => use.IsUseOf(local)).ToList();
        return own.Count == method.Bodies.SelectMany(body => body.Descendants()).Count(use => use.IsUseOf(local))
            && own.All(use => use.Syntax.SpanStart < loop.Syntax.Span.End)
            && loop.OwnAncestors().OfType<ILoopOperation>().All(around => around.Body.Syntax.Span.Contains(declarations[0].Syntax.Span));
    }

    /// <summary>True where all that happens to the queue before the loop is asked of the queue itself, and nothing but the taking happens in it.</summary>
    private static bool IsOnlyFilled(ILocalSymbol queue, ILoopOperation loop, IOperation condition, IOperation? take, MethodFacts method)
    {
        foreach (var use in method.Operations.OfType<ILocalReferenceOperation>().Where(use => use.IsUseOf(queue)))
        {
            if (condition.Syntax.Span.Contains(use.Syntax.Span) || ReferenceEquals(use.Parent, take))
                continue;
            if (use.Syntax.SpanStart >= loop.Syntax.SpanStart || use.Parent is not (IInvocationOperation or IPropertyReferenceOperation))
                return false;
        }

        return true;
    }

    public static bool IsQueue(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Queue", TypeArguments.Length: 1 } && type.ContainingAssembly.IsFramework();

    private static ITypeSymbol? ElementOf(ITypeSymbol? source) => source switch
    {
        IArrayTypeSymbol { ElementType: var element } => element,
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } => arguments[0],
        _ => null,
    };
}
