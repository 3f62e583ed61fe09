using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Loops that ask for each item, and in which one question for all of them gains less than it seems.</summary>
internal static class LessGain
{
    // Nobody refines a list in more steps than this before going over it.
    private const int MostSteps = 12;

    /// <summary>The most that one question for all items can gain.</summary>
    public static Gain Most(RepeatedCall call, MethodFacts method)
    {
        var start = call.Iteration.Loop ?? call.Iteration.Turn;
        if (method.Model.RunsOnce.At(start, method) || method.IsSetUp || IsOneKind(call) || FillsCache(start, method.Model) || WorksFurtherInside(call, method.Model) || IsOverOwnersOfPicked(call, method) || IsKept(call, method.Model))
            return Gain.Small;

        // What the turns before have saved is asked for: a reader of the loop sees nothing of it.
        return method.Model.RowChanges.DistanceFrom(call) switch
        {
            null => Gain.Full,
            1 => Gain.Small,
            _ => Gain.None,
        };
    }

    /// <summary>True where the statement itself is put together for each item: with one text, nobody can ask for all of them.</summary>
    public static bool SaysAnotherText(DatabaseCall query, Iteration iteration, Provenance provenance)
    {
        if (!query.IsText)
            return false;

        var parts = query.Inputs.SelectMany(input => input.DescendantsAndSelf()).ToList();
        var steps = parts.OfType<ILocalReferenceOperation>().SelectMany(local => provenance.ValuesOf(local.Local)).OfType<IOperation>().SelectMany(value => value.DescendantsAndSelf());
        foreach (var text in parts.Concat(steps).OfType<IInterpolatedStringOperation>())
        {
            // What a parameter is made of is a value.
            if (text.Parent is IConversionOperation { Type.SpecialType: not SpecialType.System_String })
                continue;

            for (var i = 0; i < text.Parts.Length; i++)
            {
                if (text.Parts[i] is IInterpolationOperation hole && !iteration.Derivation.SeedsIn(hole.Expression).IsEmpty
                    && (i == 0 || text.Parts[i - 1] is not IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string before } } || !ComparesAt(before)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True when a value follows <paramref name="text"/>, and no name of a table or column.</summary>
    private static bool ComparesAt(string text)
    {
        text = text.TrimEnd(' ', '\'', '"', 'N', '%', '\r', '\n', '\t');
        return text.Length > 0 && text[text.Length - 1] is '=' or '<' or '>' or '(' || text.EndsWith("LIKE", System.StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>One kind of item among others: a case of a choice that most items do not come to.</summary>
    private static bool IsOneKind(RepeatedCall call)
    {
        var child = call.Operation;
        foreach (var around in call.Operation.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, call.Iteration.Turn)))
        {
            switch (around)
            {
                case ISwitchCaseOperation section when !section.Clauses.Any(clause => clause.CaseKind == CaseKind.Default):
                case IConditionalOperation choice when ReferenceEquals(choice.WhenTrue, child) && IsOneOfMany(choice, call.Iteration):
                    return true;
            }

            child = around;
        }

        return false;
    }

    /// <summary>True for one of several questions in a row after which constant an item has: the same as a case.</summary>
    private static bool IsOneOfMany(IConditionalOperation choice, Iteration iteration) =>
        AsksForKind(choice, iteration)
        && (choice.WhenFalse is IConditionalOperation next && AsksForKind(next, iteration)
            || choice.Parent is IConditionalOperation before && ReferenceEquals(before.WhenFalse, choice) && AsksForKind(before, iteration));

    private static bool AsksForKind(IConditionalOperation choice, Iteration iteration)
    {
        var (one, other) = choice.Condition.Unwrapped() switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, LeftOperand: var left, RightOperand: var right } => (left, right),
            IIsPatternOperation { Value: var value, Pattern: IConstantPatternOperation { Value: var constant } } => (value, constant),
            IInvocationOperation { Instance: { } left, Arguments: { Length: > 0 } right } => (left, right[0].Value),
            IInvocationOperation { Instance: null, Arguments: { Length: > 1 } both } => (both[0].Value, both[1].Value),
            _ => (choice.Condition, choice.Condition),
        };
        return IsConstant(other) && !iteration.Derivation.SeedsIn(one).IsEmpty || IsConstant(one) && !iteration.Derivation.SeedsIn(other).IsEmpty;
    }

    private static bool IsConstant(IOperation value) => value.Unwrapped() is { ConstantValue: { HasValue: true, Value: not (null or bool) } };

    /// <summary>True in a function that a cache is given to call where it has no answer yet.</summary>
    private static bool FillsCache(IOperation start, ConcurrencyModel model)
    {
        var around = start.Parent;
        while (around is not (null or IAnonymousFunctionOperation))
            around = around.Parent;
        while (around is { Parent: IDelegateCreationOperation or IConversionOperation or IArgumentOperation })
            around = around.Parent;
        return around is IArgumentOperation { Parent: var keeper } && keeper switch
        {
            IInvocationOperation { TargetMethod: var method } call => GivesAnswer(method)
                && ((model.Apis.Of(method) & ApiFlags.Cache) != 0 || NamingConventions.IsCache((call.Instance?.Type ?? method.ContainingType).Name)),
            IObjectCreationOperation { Type: { Name: "Lazy", ContainingNamespace.Name: "System" } } => true,
            _ => false,
        };
    }

    private static bool GivesAnswer(IMethodSymbol method) => !method.ReturnsVoid && (!method.ReturnType.IsTaskLike() || method.ReturnType is INamedTypeSymbol { Arity: > 0 });

    /// <summary>True where each turn goes on to do work for one after another of what it was told: that takes many times longer.</summary>
    private static bool WorksFurtherInside(RepeatedCall call, ConcurrencyModel model) =>
        call.Iteration.Loop is not null
        && call.Iteration.Turn.OwnOperations().OfType<ILoopOperation>().Any(inner =>
            !inner.Syntax.Span.Contains(call.Operation.Syntax.Span)
            && inner.Body.OwnOperations().Any(operation => operation is IExpressionStatementOperation { Operation: IAwaitOperation await }
                && LoopIndependence.AwaitedCall(await) is { TargetMethod: var work } && !model.Implementations.TargetsOf(work).IsEmpty && model.Errands.Of(work) == Errand.Work));

    /// <summary>True for the groups of rows that were asked for by their keys: they belong to few owners, and mostly to one.</summary>
    private static bool IsOverOwnersOfPicked(RepeatedCall call, MethodFacts method)
    {
        if (call.Iteration.Loop is not IForEachLoopOperation { Collection: var source })
            return false;

        var (isGrouped, isPicked) = (false, false);
        var pending = new Queue<IOperation>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        pending.Enqueue(source);
        for (var i = 0; i < MostSteps && pending.Count > 0; i++)
        {
            foreach (var part in pending.Dequeue().DescendantsAndSelf())
            {
                switch (part)
                {
                    case IInvocationOperation { TargetMethod: { Name: "GroupBy", IsExtensionMethod: true } }:
                        isGrouped = true;
                        break;

                    case IInvocationOperation { TargetMethod: { Name: "Contains", ContainingType.SpecialType: not SpecialType.System_String } }:
                        isPicked = true;
                        break;

                    case ILocalReferenceOperation { Local: var local } when seen.Add(local):
                        foreach (var value in method.Provenance.ValuesOf(local).OfType<IOperation>())
                            pending.Enqueue(value);
                        break;
                }
            }
        }

        return isGrouped && isPicked;
    }

    /// <summary>True for rows that are kept after they were read once, by what their entity or the query says.</summary>
    private static bool IsKept(RepeatedCall call, ConcurrencyModel model)
    {
        foreach (var part in call.Operation.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { TargetMethod: { IsExtensionMethod: true } asked } && ((model.Apis.Of(asked) & ApiFlags.Cache) != 0 || NamingConventions.KeepsRows(asked.Name)))
                return true;
            if (part.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } rows } table && (model.Apis.Of(table) & ApiFlags.Table) != 0
                && rows[0].GetAttributes().Any(attribute => attribute.AttributeClass is { Name: var mark } && NamingConventions.MarksKeptRows(mark)))
            {
                return true;
            }
        }

        return false;
    }
}
