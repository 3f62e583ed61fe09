using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>A save that a loop repeats, though one after the loop would do.</summary>
/// <param name="Call">The save, with the outermost loop that repeats it.</param>
/// <param name="Rewrite">What a fix needs to know, or null where the save cannot simply move.</param>
internal sealed record SaveLoop(RepeatedCall Call, ImmutableDictionary<string, string?>? Rewrite)
{
    public static SaveLoop? Of(RepeatedCall call, MethodFacts method)
    {
        if (call.Kind != DatabaseCallKind.Save || (call.Iteration.ItemName is null && call.Iteration.Variables.Any(item => Derivation.IsCollection(TypeOf(item)))))
            return null;

        var turn = new SaveTurn(method.Model, method.Provenance, ImmutableArray.Create(call.Iteration.Turn), call.Operation) { Take = call.Iteration.Take };
        if (!turn.CanWait || (call.Direct is null && method.Model.RowChanges.IsAskedFor(call)))
            return null;

        return new SaveLoop(call, CanMove(call, turn, method) ? ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, "after") : null);
    }

    private static bool CanMove(RepeatedCall call, SaveTurn turn, MethodFacts method)
    {
        if (call is not { Direct: not null, Iteration: { MayGrow: false, Loop: { } loop }, Operation: IInvocationOperation save } || turn.Leaves || turn.SkipsChanges || turn.ChangesAfterwards)
            return false;

        // The statement of the save stands in the body of a loop, and so does every loop around it up to the one that it leaves.
        var statement = save.OwnAncestors().OfType<IExpressionStatementOperation>().FirstOrDefault();
        for (IOperation? part = statement; !ReferenceEquals(part, loop); part = part!.Parent)
        {
            if (part is null || !(part.Parent is IBlockOperation or IForEachLoopOperation or IForLoopOperation || ReferenceEquals(part.Parent, loop)))
                return false;
        }

        if (statement!.Parent is not IBlockOperation { Operations.Length: > 1 } || loop.Parent is not IBlockOperation || loop is IForEachLoopOperation { IsAsynchronous: true })
            return false;

        var arguments = save.Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf()).Select(Derivation.SymbolOf).OfType<ISymbol>();
        var saves = loop.Body.OwnOperations().OfType<IInvocationOperation>().Count(other => DatabaseCall.IsSave(other.TargetMethod, method.Model));
        return saves == 1 && !arguments.Any(call.Iteration.Declares) && !IsPending(loop, turn, method);
    }

    /// <summary>True when the context may hold changes already: a loop without items would not have saved them.</summary>
    private static bool IsPending(ILoopOperation loop, SaveTurn turn, MethodFacts method)
    {
        var isPending = false;
        foreach (var operation in method.Operations.Where(o => o.Syntax.SpanStart < loop.Syntax.SpanStart))
        {
            if (operation is IInvocationOperation call && DatabaseCall.IsSave(call.TargetMethod, method.Model))
                isPending = false;
            else
                isPending |= turn.IsChange(operation);
        }

        return isPending;
    }

    private static ITypeSymbol? TypeOf(ISymbol item) => item switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };
}
