using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Which variables of a piece of code are computed from some given ones: the item of a loop, the parameters of a method.</summary>
internal sealed class Derivation
{
    private static readonly ImmutableHashSet<ISymbol> None = ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default);

    private readonly ImmutableArray<IOperation> _code;
    private readonly Dictionary<ISymbol, ImmutableHashSet<ISymbol>> _seeds = new(SymbolEqualityComparer.Default);

    /// <summary>Follows <paramref name="seeds"/> through <paramref name="code"/>, nested functions included.</summary>
    public Derivation(IEnumerable<IOperation> code, IEnumerable<ISymbol> seeds)
    {
        foreach (var seed in seeds)
            _seeds[seed] = None.Add(seed);

        _code = code.ToImmutableArray();
        var steps = _code.SelectMany(part => part.DescendantsAndSelf()).SelectMany(StepsOf).ToList();
        bool grew;
        do
        {
            grew = false;
            foreach (var (target, source) in steps)
            {
                var had = _seeds.TryGetValue(target, out var known) ? known : None;
                var has = had.Union(SeedsIn(source));
                if (has.Count == had.Count)
                    continue;

                _seeds[target] = has;
                grew = true;
            }
        }
        while (grew);
    }

    /// <summary>The given variables from which the value of <paramref name="expression"/> is computed.</summary>
    public ImmutableHashSet<ISymbol> SeedsIn(IOperation expression)
    {
        var found = None;
        foreach (var part in expression.DescendantsAndSelf())
        {
            if (SymbolOf(part) is { } symbol && _seeds.TryGetValue(symbol, out var seeds))
                found = found.Union(seeds);
        }

        return found;
    }

    /// <summary>
    /// The given variables that say for which one <paramref name="inputs"/> ask. A query that takes a collection of them asks for
    /// many at once: then there are none.
    /// </summary>
    public ImmutableHashSet<ISymbol> KeysIn(IEnumerable<IOperation> inputs)
    {
        var found = None;
        foreach (var part in inputs.SelectMany(input => input.DescendantsAndSelf()))
        {
            if (SymbolOf(part) is not { } symbol || !_seeds.TryGetValue(symbol, out var seeds) || part.Parent is INameOfOperation)
                continue;

            if (IsMany(part))
                return None;
            found = found.Union(seeds);
        }

        return found;
    }

    /// <summary>The variable behind a reference; null for anything else.</summary>
    public static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The variable at the start of a chain of members and calls.</summary>
    public static ISymbol? RootOf(IOperation? expression)
    {
        while (expression is not null)
        {
            expression = expression.Unwrapped();
            if (SymbolOf(expression) is { } symbol)
                return symbol;

            expression = expression switch
            {
                IMemberReferenceOperation member => member.Instance,
                IInvocationOperation call => call.Instance,
                IArrayElementReferenceOperation element => element.ArrayReference,
                IConditionalAccessOperation access => access.Operation,
                IAwaitOperation await => await.Operation,
                _ => null,
            };
        }

        return null;
    }

    /// <summary>True for a collection that is used as a whole, as opposed to one property of it, such as the key of a group.</summary>
    private static bool IsMany(IOperation reference)
    {
        // A query that is made up step by step is no collection yet.
        if (!IsCollection(reference.Type) || DatabaseCall.IsQueryable(reference.Type))
            return false;

        return reference.Parent is not IPropertyReferenceOperation { Property: { IsIndexer: false, Name: not ("Count" or "Length") } } property
            || !ReferenceEquals(property.Instance, reference);
    }

    /// <summary>True for arrays, lists and sequences; text is one value.</summary>
    public static bool IsCollection(ITypeSymbol? type) =>
        type is IArrayTypeSymbol
        || (type is not null && type.SpecialType != SpecialType.System_String && !type.IsValueType
            && (type.SpecialType == SpecialType.System_Collections_IEnumerable
                || type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable)));

    private IEnumerable<(ISymbol Target, IOperation Source)> StepsOf(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer:
                yield return (local, initializer.Value);
                break;

            case IAssignmentOperation { Target: var target, Value: var value } when target is not ITupleOperation and not IDeclarationExpressionOperation:
                if (RootOf(target) is { } changed)
                    yield return (changed, value);
                break;

            case IDeconstructionAssignmentOperation { Target: var target, Value: var value }:
                foreach (var part in target.DescendantsAndSelf().OfType<ILocalReferenceOperation>())
                    yield return (part.Local, value);
                break;

            case IForEachLoopOperation { LoopControlVariable: var variable, Collection: var collection }:
                foreach (var local in Declared(variable))
                    yield return (local, collection);
                break;

            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                foreach (var local in pattern.DescendantsAndSelf().Select(Matched).OfType<ISymbol>())
                    yield return (local, value);
                break;

            case ISwitchOperation { Value: var value } choice:
                foreach (var local in choice.Cases.SelectMany(one => one.Clauses).SelectMany(clause => clause.Descendants()).Select(Matched).OfType<ISymbol>())
                    yield return (local, value);
                break;

            case ISwitchExpressionOperation { Value: var value } choice:
                foreach (var local in choice.Arms.SelectMany(arm => arm.Pattern.DescendantsAndSelf()).Select(Matched).OfType<ISymbol>())
                    yield return (local, value);
                break;

            case IInvocationOperation call:
                foreach (var step in StepsOf(call))
                    yield return step;
                break;
        }
    }

    /// <summary>What a call leaves in its out arguments, and in the object that it is called on for its effect: a command gets a parameter.</summary>
    private IEnumerable<(ISymbol Target, IOperation Source)> StepsOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref && argument.Value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().FirstOrDefault() is { } filled)
                yield return (filled.Local, call);
        }

        if (call.Instance is null || RootOf(call.Instance) is not ILocalSymbol changed || IsCollection(changed.Type) || call.Parent is not IExpressionStatementOperation || !IsOwn(changed))
            yield break;

        foreach (var argument in call.Arguments)
            yield return (changed, argument.Value);
    }

    private bool IsOwn(ISymbol local) =>
        local.DeclaringSyntaxReferences.Any(declaration => _code.Any(part => part.Syntax.SyntaxTree == declaration.SyntaxTree && part.Syntax.Span.Contains(declaration.Span)));

    /// <summary>The variables that the header of a loop declares.</summary>
    public static IEnumerable<ISymbol> Declared(IOperation variable) => variable switch
    {
        IVariableDeclaratorOperation declarator => new[] { declarator.Symbol },
        _ => variable.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(reference => reference.Local),
    };

    private static ISymbol? Matched(IOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        _ => null,
    };
}
