using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Follows a sequence back to the query that makes it: through operators in method and query syntax, iterator methods, variables, fields,
/// and the arguments of private functions. Found only where every way leads to a query that starts tasks as it goes.
/// </summary>
internal sealed partial class LazyTaskSearch
{
    // Queries are built on queries; nobody reads longer chains either.
    private const int LongestChain = 12;

    private readonly ConcurrencyModel _model;

    public LazyTaskSearch(ConcurrencyModel model) => _model = model;

    /// <summary>The query behind <paramref name="sequence"/>, or null where its tasks may exist already.</summary>
    public LazyTasks? Of(IOperation sequence, Provenance provenance) => Of(sequence, provenance, 0);

    private LazyTasks? Of(IOperation? sequence, Provenance provenance, int depth)
    {
        if (sequence is null || depth > LongestChain)
            return null;

        depth++;
        switch (sequence.Unwrapped())
        {
            case ITranslatedQueryOperation query:
                return Of(query.Operation, provenance, depth);

            case IInvocationOperation call:
                return (_model.Apis.Of(call.TargetMethod) & ApiFlags.Lazy) != 0
                    ? OfOperator(call, provenance, depth)
                    : LazyTasks.IsSequence(call.TargetMethod.ReturnType) ? OfResult(_model.Implementations.TargetsOf(call.TargetMethod), depth) : null;

            case IConditionalAccessOperation { WhenNotNull: var rest }:
                return Of(rest, provenance, depth);

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return OfAll(new[] { first, second }, provenance, depth);

            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return OfAll(new[] { first, second }, provenance, depth);

            case ILocalReferenceOperation { Local: var local }:
                return OfAll(provenance.ValuesOf(local), provenance, depth);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return OfArguments(parameter, depth);

            case IFieldReferenceOperation { Field: var field }:
                return OfField(field, depth);

            case IPropertyReferenceOperation { Property: { IsIndexer: false, GetMethod: { } getter } property } when LazyTasks.IsSequence(property.Type):
                return OfResult(_model.Implementations.TargetsOf(getter), depth);

            default:
                return null;
        }
    }

    /// <summary>One of several values that a variable may have: each must be such a query, or hold nothing.</summary>
    private LazyTasks? OfAll(IReadOnlyCollection<IOperation?> values, Provenance provenance, int depth)
    {
        LazyTasks? found = null;
        foreach (var value in values)
        {
            if (value is null)
                return null;
            if (IsEmpty(value))
                continue;
            if (Of(value, provenance, depth) is not { } one)
                return null;
            found ??= one;
        }

        return found;
    }

    private LazyTasks? OfOperator(IInvocationOperation call, Provenance provenance, int depth)
    {
        foreach (var argument in call.Arguments)
        {
            if (FunctionOf(argument.Value, provenance) is not { } function)
                continue;

            var result = function switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol.ReturnType,
                IMethodReferenceOperation reference => reference.Method.ReturnType,
                _ => null,
            };
            if (LazyTasks.HoldsTask(result) && StartIn(function, provenance, depth) is { } start)
                return new LazyTasks(call, start, Variables(function), provenance);
            if (function is IAnonymousFunctionOperation { Body: var body } && LazyTasks.IsSequence(result))
                return OfAll(Results(body), provenance, depth) is { } inner ? inner with { Query = call, Variables = inner.Variables.AddRange(Variables(function)) } : null;
        }

        // What only picks, joins or repacks elements is as lazy as what it is given.
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.TypeKind != TypeKind.Delegate && Of(argument.Value, provenance, depth) is { } source)
                return source;
        }

        return null;
    }

    private LazyTasks? OfResult(ImmutableArray<IMethodSymbol> targets, int depth)
    {
        LazyTasks? found = null;
        foreach (var target in targets)
        {
            var bodies = _model.Summaries.BodiesOf(target);
            var provenance = new Provenance(_model, bodies);
            var returned = bodies.SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>().Where(r => r.ReturnedValue is not null).ToList();
            if (returned.Count == 0)
                return null;

            var one = returned.Any(r => r.Kind == OperationKind.YieldReturn)
                ? returned.Select(r => OfYield(r, provenance, depth)).FirstOrDefault(r => r is not null)
                : OfAll(returned.Select(r => r.ReturnedValue).ToList(), provenance, depth);
            if (one is null)
                return null;
            found ??= one;
        }

        return found;
    }

    private LazyTasks? OfYield(IReturnOperation yielded, Provenance provenance, int depth)
    {
        if (StartOf(yielded.ReturnedValue, provenance, depth) is not { } start)
            return null;

        // An iterator goes over something itself; without a loop it gives a few tasks, each still on demand.
        var loop = yielded.OwnAncestors().OfType<ILoopOperation>().FirstOrDefault();
        var variables = loop is null ? ImmutableArray<ISymbol>.Empty : loop.Locals.Cast<ISymbol>().ToImmutableArray();
        return new LazyTasks(loop?.Body ?? yielded, start, variables, provenance);
    }

    /// <summary>What <paramref name="function"/> starts for an element, or null where it hands out tasks that exist.</summary>
    private IOperation? StartIn(IOperation function, Provenance provenance, int depth) => function switch
    {
        IAnonymousFunctionOperation { Symbol.IsAsync: true } => function,
        IAnonymousFunctionOperation { Body: var body } => Results(body).Select(result => StartOf(result, provenance, depth)).FirstOrDefault(start => start is not null),
        IMethodReferenceOperation { Method: var method } when !IsAnswer(method) => function,
        _ => null,
    };

    private IOperation? StartOf(IOperation? element, Provenance provenance, int depth)
    {
        if (element is null || depth > LongestChain)
            return null;

        depth++;
        switch (element.Unwrapped())
        {
            case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "WaitAsync" or "Unwrap" or "Preserve" } configured
                when (configured.Instance ?? configured.Arguments.FirstOrDefault()?.Value) is { } inner && (inner.Type.IsTaskLike() || LazyTasks.HoldsTask(inner.Type)):
                return StartOf(inner, provenance, depth);

            // Tasks that are put together start when their parts do.
            case IInvocationOperation { TargetMethod: { IsStatic: true, IsExtensionMethod: false } combined } call when IsAnswer(combined):
                return FirstOf(call.Arguments.SelectMany(argument => Parts(argument.Value)).Select(part => Of(part, provenance, depth)?.Start ?? StartOf(part, provenance, depth)));

            case IInvocationOperation call when call.Type.IsTaskLike() && !IsAnswer(call.TargetMethod):
                return call;

            case ITupleOperation tuple:
                return FirstOf(tuple.Elements.Select(part => StartOf(part, provenance, depth)));

            case IAnonymousObjectCreationOperation made:
                return FirstOf(made.Initializers.OfType<ISimpleAssignmentOperation>().Select(part => StartOf(part.Value, provenance, depth)));

            case IObjectCreationOperation made:
                return FirstOf(made.Arguments.Select(part => StartOf(part.Value, provenance, depth)));

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return StartOf(first, provenance, depth) ?? StartOf(second, provenance, depth);

            case ISwitchExpressionOperation choice:
                return FirstOf(choice.Arms.Select(arm => StartOf(arm.Value, provenance, depth)));

            case ILocalReferenceOperation { Local: var local } when local.DeclaringSyntaxReferences.Any(r => IsInFunctionOf(element, r)):
                return FirstOf(provenance.ValuesOf(local).Select(value => StartOf(value, provenance, depth)));

            default:
                return null;
        }
    }

    /// <summary>A value, or those that are passed one by one; what newer compilers make of those has no operation of its own in our floor.</summary>
    private static IEnumerable<IOperation> Parts(IOperation value) => value.Unwrapped() switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var parts } => parts,
        { IsImplicit: true, Type: var type } passed when !type.IsTaskLike() => passed.ChildOperations.AsEnumerable(),
        var one => new[] { one },
    };

    private static IOperation? FirstOf(IEnumerable<IOperation?> starts) => starts.FirstOrDefault(start => start is not null);

    /// <summary>True for a variable that is made anew for each element: it is declared in the lambda or loop that makes the element.</summary>
    private static bool IsInFunctionOf(IOperation element, SyntaxReference declaration)
    {
        for (var around = element.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILoopOperation)
                return around.Syntax.Span.Contains(declaration.Span);
        }

        return false;
    }

    /// <summary>True for methods that give a task without starting anything: those that look one up, and those that are complete at once.</summary>
    private bool IsAnswer(IMethodSymbol method) =>
        (_model.Apis.Of(method) & (ApiFlags.Immediate | ApiFlags.Pure | ApiFlags.ReadsReceiver | ApiFlags.Local)) != 0
        && (_model.Apis.Of(method) & ApiFlags.Io) == 0;

    private static IReadOnlyCollection<IOperation?> Results(IOperation body) =>
        body.OwnOperations().OfType<IReturnOperation>().Where(r => r.ReturnedValue is not null).Select(r => r.ReturnedValue).ToList();

    private static IOperation? FunctionOf(IOperation argument, Provenance provenance) => argument.Unwrapped() switch
    {
        IDelegateCreationOperation { Target: var target } => target,
        IAnonymousFunctionOperation lambda => lambda,
        ILocalReferenceOperation { Local: var local } => provenance.FunctionIn(local),
        _ => null,
    };

    private static ImmutableArray<ISymbol> Variables(IOperation function) =>
        function is IAnonymousFunctionOperation lambda ? lambda.Symbol.Parameters.Cast<ISymbol>().ToImmutableArray() : ImmutableArray<ISymbol>.Empty;

    private static bool IsEmpty(IOperation value) =>
        value.Unwrapped() is IInvocationOperation { TargetMethod: { Name: "Empty", IsStatic: true, Parameters.IsEmpty: true } } or IArrayCreationOperation { Initializer.ElementValues.IsEmpty: true };
}
