using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a rewrite of a dropped task needs to know.</summary>
internal static class DroppedTaskRewrite
{
    /// <summary>What a rewrite needs to know, or null where nobody could wait: outside of async code, or in a loop that is left early.</summary>
    public static ImmutableDictionary<string, string?>? RewriteFor(this DroppedTask dropped, MethodFacts method)
    {
        if (dropped.Loops.IsEmpty || !dropped.Count.IsData || method.Symbol is not { IsAsync: true } || dropped.Start.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax)
            return null;

        // The children see what the loop's variables are when they run, so each turn must have variables of its own.
        var outermost = dropped.Loops[dropped.Loops.Length - 1];
        if (dropped.Loops.Any(loop => loop is not IForEachLoopOperation) || Exits.Of(outermost).Any())
            return null;

        return ImmutableDictionary<string, string?>.Empty
            .Add(Findings.RewriteKey, "group")
            .Add("limit", Option.MaxConcurrency.NumberFor(method.Model.Options, dropped.Start.Syntax.SyntaxTree).ToString(CultureInfo.InvariantCulture))
            .Add("loops", dropped.Loops.Length.ToString(CultureInfo.InvariantCulture));
    }
}
