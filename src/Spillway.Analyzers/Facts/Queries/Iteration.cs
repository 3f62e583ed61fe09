using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Code that runs once for each item of something: the body of a loop, or a lambda that a query operator calls.</summary>
/// <param name="Turn">What runs each time.</param>
/// <param name="Header">What says over which items.</param>
/// <param name="Variables">The variables that stand for the item.</param>
/// <param name="Loop">The loop, where it is one.</param>
internal sealed record Iteration(IOperation Turn, SyntaxNode Header, ImmutableArray<ISymbol> Variables, ILoopOperation? Loop)
{
    private const int MostFew = 16;

    private Derivation? _derivation;
    private Derivation? _carried;
    private ImmutableHashSet<ISymbol>? _setOutside;

    /// <summary>What is computed from the item.</summary>
    public Derivation Derivation => _derivation ??= new Derivation(ImmutableArray.Create(Turn), Variables);

    /// <summary>True when <paramref name="input"/> is computed from something that an earlier turn has set.</summary>
    public bool IsCarried(IOperation input)
    {
        _setOutside ??= Turn.Descendants().Select(SetBy).OfType<ISymbol>().Where(symbol => !Declares(symbol)).ToImmutableHashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (_setOutside.IsEmpty)
            return false;

        _carried ??= new Derivation(ImmutableArray.Create(Turn), _setOutside);
        return !_carried.SeedsIn(input).IsEmpty
            || input.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation { Field: var field } && _setOutside.Contains(field));
    }

    private static ISymbol? SetBy(IOperation operation)
    {
        var target = operation.Changed();
        return target is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field } ? field : target is null ? null : Derivation.SymbolOf(target);
    }

    /// <summary>The item's name; in a query of several sources, that of the source that was named last.</summary>
    public string Item => ItemName ?? (Variables.Length == 0 ? "item"
        : SyntaxFacts.IsValidIdentifier(Variables[0].Name) ? Variables[0].Name
        : Turn.Syntax.FirstAncestorOrSelf<QueryExpressionSyntax>()?.Body.Clauses.OfType<FromClauseSyntax>().LastOrDefault(from => from.SpanStart < Turn.Syntax.SpanStart)?.Identifier.ValueText ?? "item");

    /// <summary>What an item is called that has no variable of its own.</summary>
    public string? ItemName { get; init; }

    /// <summary>What takes the next item in the turn itself; null where the header does.</summary>
    public IOperation? Take { get; init; }

    /// <summary>True for a queue that others may fill meanwhile: it is empty only for now.</summary>
    public bool MayGrow { get; init; }

    /// <summary>The iteration that <paramref name="loop"/> makes; null for loops over few or constant items, over what arrives when it arrives, and for those that go over no items.</summary>
    public static Iteration? Of(ILoopOperation loop, MethodFacts method)
    {
        var model = method.Model;
        if (!LoopShape.IsOverItems(loop))
            return WhileIteration.Of(loop, method);
        if (IsFew(Origin.OfIterations(loop, model)))
            return null;

        switch (loop)
        {
            case IForEachLoopOperation each when IsLive(each, method):
                return null;

            case IForEachLoopOperation each:
                return new Iteration(loop.Body, LoopShape.Header(loop), Derivation.Declared(each.LoopControlVariable).ToImmutableArray(), loop);

            case IWhileLoopOperation { Condition: IInvocationOperation { Instance: ILocalReferenceOperation { Local: var enumerator } } }:
                return new Iteration(loop.Body, LoopShape.Header(loop), ImmutableArray.Create<ISymbol>(enumerator), loop);

            default:
                return new Iteration(loop.Body, LoopShape.Header(loop), loop.Locals.ToImmutableArray<ISymbol>(), loop);
        }
    }

    /// <summary>The iteration of which <paramref name="body"/> is a lambda's body: <c>items.Select(item => …)</c>, <c>list.ForEach(…)</c>.</summary>
    public static Iteration? OfLambda(IOperation body, ConcurrencyModel model) =>
        ItemsOfLambda(body, model) is { } items && !IsFew(Origin.OfItems(items, model))
            ? new Iteration(body, items.Syntax, ImmutableArray.Create<ISymbol>(((IAnonymousFunctionOperation)body.Parent!).Symbol.Parameters[0]), null)
            : null;

    /// <summary>The items for which the lambda around <paramref name="body"/> runs, however many they are; null where it does not run for items.</summary>
    public static IOperation? ItemsOfLambda(IOperation body, ConcurrencyModel model) =>
        body.Parent is IAnonymousFunctionOperation { Symbol.Parameters.IsEmpty: false, Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } argument } } && !IsTranslated(call)
            ? AllItems(call, argument, model)
            : null;

    /// <summary>True for code of an expression tree: a provider makes it part of its own query, and nobody runs it.</summary>
    private static bool IsTranslated(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around.Type is INamedTypeSymbol { Name: "Expression", Arity: 1, ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" } })
                return true;
        }

        return false;
    }

    /// <summary>The items for which <paramref name="call"/> runs the function in <paramref name="argument"/>, one by one, however many they are; null where it does not.</summary>
    public static IOperation? AllItems(IInvocationOperation call, IArgumentOperation argument, ConcurrencyModel model)
    {
        if ((model.Apis.Of(call.TargetMethod) & ApiFlags.Invokes) == 0 || argument.Parameter?.Type.TypeKind != TypeKind.Delegate)
            return null;

        var items = call.Instance ?? (call.Arguments.Length > 1 ? call.Arguments[0].Value : null);
        var element = argument.Parameter.Type is INamedTypeSymbol { DelegateInvokeMethod.Parameters: { Length: > 0 } inputs } ? inputs[0].Type : null;
        if (items is null || ReferenceEquals(items, argument.Value) || element is null || !Derivation.IsCollection(items.Unwrapped().Type) && !DatabaseCall.IsLazy(items.Unwrapped().Type))
            return null;

        // 'Aggregate' and 'Join' call with something else first.
        return call.TargetMethod.Name is "Aggregate" or "Join" or "GroupJoin" or "Zip" ? null : items;
    }

    /// <summary>True where as many questions are soon answered. A page of rows is not such a few, though somebody chose its size.</summary>
    public static bool IsFew(Origin count) => count is { Kind: OriginKind.FixedSmall, IsPage: false } or { Kind: OriginKind.Machine } || count is { Kind: OriginKind.Constant, Count: <= MostFew };

    /// <summary>True when <paramref name="symbol"/> belongs to one turn.</summary>
    public bool Declares(ISymbol symbol) =>
        Variables.Contains(symbol, SymbolEqualityComparer.Default)
        || symbol.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == Turn.Syntax.SyntaxTree && Turn.Syntax.Span.Contains(declaration.Span));

    /// <summary>A stream may be live: its items cannot be known ahead. Rows of a database and lines of a file can.</summary>
    private static bool IsLive(IForEachLoopOperation loop, MethodFacts method)
    {
        var calls = loop.Collection.OwnOperations().OfType<IInvocationOperation>();
        return calls.Any(call => (method.Model.Apis.Of(call.TargetMethod) & ApiFlags.Pump) != 0)
            || (loop.IsAsynchronous && !LoopSources.IsAtHand(loop, method));
    }
}
