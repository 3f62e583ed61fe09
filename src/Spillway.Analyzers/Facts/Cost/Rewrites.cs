using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What the fixes of work that is given away need to know.</summary>
internal static class Rewrites
{
    private static readonly ImmutableDictionary<string, string?> None = ImmutableDictionary<string, string?>.Empty;

    /// <summary>For a wrapper around one call that has an asynchronous form.</summary>
    public static ImmutableDictionary<string, string?>? RewriteAsAwait(this HandedWork work) =>
        work.Call.Parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Parent: IAwaitOperation }
        && work.Cost.Blocking is { IsDirect: true } && OnlyCall(work.Function) is { } only
            ? None.Add(Findings.RewriteKey, "unwrap").Add("twin", only is IInvocationOperation call ? work.Model.Apis.TwinOf(call.TargetMethod) : null)
            : null;

    public static ImmutableDictionary<string, string?>? RewriteAsLongRunning(this HandedWork work) =>
        work.To == HandedTo.PoolTask ? None.Add(Findings.RewriteKey, "long") : null;

    /// <summary>The calls in the body of a parallel loop that wait and could be awaited.</summary>
    public static ImmutableArray<Witness> CallsToAwait(this HandedWork work) =>
        work.Body is null
            ? ImmutableArray<Witness>.Empty
            : CallSite.OperationsThatCall(work.Body)
                .Where(site => work.Model.Cost.Of(site).Blocking is { IsDirect: true, HasAsyncForm: true })
                .Select(site => Witness.At(site, "this can be awaited"))
                .ToImmutableArray();

    public static ImmutableDictionary<string, string?>? RewriteAsForEachAsync(this HandedWork work, ImmutableArray<Witness> calls) =>
        !calls.IsEmpty && work.Call is { TargetMethod.Name: "ForEach" or "For", Parent: IExpressionStatementOperation }
            ? None
                .Add(Findings.RewriteKey, "async")
                .Add("calls", calls.Length.ToString(CultureInfo.InvariantCulture))
                .Add("limit", Option.MaxConcurrency.NumberFor(work.Model.Options, work.Call.Syntax.SyntaxTree).ToString(CultureInfo.InvariantCulture))
            : null;

    private static IOperation? OnlyCall(IOperation function)
    {
        if (function.Unwrapped() is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body.Operations: var statements } })
            return null;

        // A lambda with an expression that gives nothing gets an empty return behind it.
        var written = statements.Where(s => s is not IReturnOperation { ReturnedValue: null }).ToList();
        return written.Count != 1 ? null : written[0] switch
        {
            IReturnOperation { ReturnedValue: { } value } => value.Unwrapped(),
            IExpressionStatementOperation { Operation: var operation } => operation,
            _ => null,
        };
    }
}
