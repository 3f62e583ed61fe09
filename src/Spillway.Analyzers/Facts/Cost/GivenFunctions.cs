using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does a method run what it is given before it returns, whatever happens: <c>T Measured&lt;T&gt;(Func&lt;T&gt; work)</c>? Whoever calls it then waits for the function as if it stood there. One that
/// is run only where something is not there yet, or by somebody else, is another matter.
/// </summary>
internal sealed class GivenFunctions
{
    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IParameterSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public GivenFunctions(ConcurrencyModel model) => _model = model;

    /// <summary>The functions that a call of source code runs for certain.</summary>
    public IEnumerable<IOperation> RunBy(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type is { TypeKind: TypeKind.Delegate } && Runs(argument))
                yield return argument.Value;
        }
    }

    /// <summary>True where every method that the call may reach runs what is passed.</summary>
    public bool Runs(IArgumentOperation argument) =>
        argument is { Parameter: { Ordinal: var place }, Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } called } }
        && _model.Implementations.TargetsOf(called) is { IsEmpty: false } targets
        && targets.All(target => target.Parameters.Length > place && _known.GetOrAdd(target.Parameters[place].OriginalDefinition, IsRun));

    private bool IsRun(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { IsAsync: false } method || _model.Summaries.BodiesOf(method) is not { Length: 1 } bodies)
            return false;

        var operations = bodies[0].OwnOperations().ToList();
        if (operations.OfType<IReturnOperation>().Any(end => end.Kind != OperationKind.Return))
            return false;

        var first = operations.FirstOrDefault(o => o is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } called } && IsOf(called, parameter));
        return first is not null && IsReached(first)
            && !operations.Any(o => o is IReturnOperation && o.Syntax.Span.End <= first.Syntax.SpanStart || o is ISimpleAssignmentOperation { Target: var set } && IsOf(set, parameter));
    }

    private static bool IsOf(IOperation called, IParameterSymbol parameter)
    {
        called = called.Unwrapped();
        if (called is IConditionalAccessInstanceOperation)
            called = called.OwnAncestors().OfType<IConditionalAccessOperation>().FirstOrDefault()?.Operation.Unwrapped() ?? called;
        return called is IParameterReferenceOperation { Parameter: var given } && SymbolEqualityComparer.Default.Equals(given.OriginalDefinition, parameter);
    }

    /// <summary>True for what nothing decides about; a loop that tries until it succeeds runs it at least once.</summary>
    private static bool IsReached(IOperation run)
    {
        var child = run;
        foreach (var around in run.OwnAncestors())
        {
            if (around is not (IConditionalAccessOperation or IWhileLoopOperation or IForLoopOperation) && !around.EvaluatesOnce(child))
                return false;
            child = around;
        }

        return true;
    }
}
