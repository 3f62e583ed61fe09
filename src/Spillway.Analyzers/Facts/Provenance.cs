using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Where the values of the variables of one body of code come from, nested functions included.
/// </summary>
internal sealed class Provenance
{
    private readonly ConcurrencyModel _model;
    private readonly OnDemand<Dictionary<ILocalSymbol, List<IOperation?>>> _values;

    public Provenance(ConcurrencyModel model, IEnumerable<IOperation> bodies)
    {
        _model = model;
        _values = new OnDemand<Dictionary<ILocalSymbol, List<IOperation?>>>(() => CollectValues(bodies));
    }

    /// <summary>A search that takes the variables in <paramref name="stop"/> for themselves, such as the variable of the loop in question.</summary>
    public Trace Trace(IReadOnlyCollection<ISymbol> stop, SummaryRun run) => new(_model, this, stop, run);

    /// <summary>What some code of this body does.</summary>
    /// <param name="code">The code.</param>
    /// <param name="own">Variables that stand for themselves, such as those of a loop.</param>
    /// <param name="except">Parts that are left out.</param>
    public Effects EffectsOf(IEnumerable<IOperation> code, IReadOnlyCollection<ISymbol>? own = null, IReadOnlyCollection<IOperation>? except = null)
    {
        var run = new SummaryRun();
        var reader = new EffectReader(_model, Trace(own ?? Array.Empty<ISymbol>(), run), run);
        foreach (var part in code)
            reader.Read(part, except);
        return reader.Effects;
    }

    /// <inheritdoc cref="EffectsOf(IEnumerable{IOperation}, IReadOnlyCollection{ISymbol}, IReadOnlyCollection{IOperation})"/>
    public Effects EffectsOf(IOperation code, IReadOnlyCollection<ISymbol>? own = null, IReadOnlyCollection<IOperation>? except = null) =>
        EffectsOf(new[] { code }, own, except);

    /// <summary>The lambda that <paramref name="local"/> holds, where it never holds anything else.</summary>
    public IAnonymousFunctionOperation? FunctionIn(ILocalSymbol local)
    {
        if (!_values.Value.TryGetValue(local, out var values) || values.Count != 1)
            return null;

        return values[0]?.Unwrapped() switch
        {
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
            IAnonymousFunctionOperation lambda => lambda,
            _ => null,
        };
    }

    /// <summary>Every value that <paramref name="local"/> may hold; null stands for a value that cannot be followed.</summary>
    public IReadOnlyList<IOperation?> ValuesOf(ILocalSymbol local) =>
        _values.Value.TryGetValue(local, out var values) ? values : Array.Empty<IOperation?>();

    /// <summary>Every value that each local may hold; null stands for a value that cannot be followed.</summary>
    private static Dictionary<ILocalSymbol, List<IOperation?>> CollectValues(IEnumerable<IOperation> bodies)
    {
        var values = new Dictionary<ILocalSymbol, List<IOperation?>>(SymbolEqualityComparer.Default);
        void Add(ILocalSymbol local, IOperation? value)
        {
            if (!values.TryGetValue(local, out var list))
                values[local] = list = new List<IOperation?>();
            list.Add(value);
        }

        foreach (var body in bodies)
        {
            foreach (var operation in body.DescendantsAndSelf())
            {
                switch (operation)
                {
                    case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer:
                        Add(local, initializer.Value);
                        break;

                    case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var local }, Collection: var collection }:
                        Add(local, collection);
                        break;

                    case IForEachLoopOperation { LoopControlVariable: { } parts, Collection: var collection }:
                        foreach (var part in parts.DescendantsAndSelf())
                        {
                            if (part is ILocalReferenceOperation { Local: var local })
                                Add(local, collection);
                        }

                        break;

                    case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Value: var value }:
                        Add(local, value);
                        break;

                    case ICoalesceAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Value: var value }:
                        Add(local, value);
                        break;

                    case IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } pattern:
                        Add(local, Matched(pattern));
                        break;

                    case IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol local } pattern:
                        Add(local, Matched(pattern));
                        break;

                    case IListPatternOperation { DeclaredSymbol: ILocalSymbol local } pattern:
                        Add(local, Matched(pattern));
                        break;

                    case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Value: var target } argument
                        when Declared(target) is { } local:
                        Add(local, Filler(argument.Parent as IInvocationOperation));
                        break;

                    case IDeconstructionAssignmentOperation { Target: var target, Value: var value }:
                        foreach (var part in target.DescendantsAndSelf())
                        {
                            if (part is ILocalReferenceOperation { Local: var local })
                                Add(local, value);
                        }

                        break;
                }
            }
        }

        return values;
    }

    /// <summary>What an out argument comes from: a part of the receiver, or what a static function of the framework makes anew.</summary>
    private static IOperation? Filler(IInvocationOperation? call) =>
        call?.Instance ?? (call?.TargetMethod.ContainingAssembly.IsFramework() == true ? call : null);

    private static ILocalSymbol? Declared(IOperation target) => target switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation reference } => reference.Local,
        _ => null,
    };

    private static IOperation? Matched(IOperation pattern)
    {
        for (var current = pattern.Parent; current is not null; current = current.Parent)
        {
            if (current is IIsPatternOperation match)
                return match.Value;
            if (current is ISwitchOperation statement)
                return statement.Value;
            if (current is ISwitchExpressionOperation expression)
                return expression.Value;
        }

        return null;
    }
}
