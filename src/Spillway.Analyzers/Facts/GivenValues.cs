using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What the callers in view give for a parameter.</summary>
internal static class GivenValues
{
    // A name that is used more often is too common to say anything.
    private const int MostNames = 100;
    private const int MostCalls = 16;

    /// <summary>The values that are given; none where nobody in view calls, null where they are too many, or where the function is handed on.</summary>
    public static IReadOnlyList<IOperation>? For(IParameterSymbol parameter, ConcurrencyModel model)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method || model.UsesOf(method.Name, MostNames, _ => true) is not { } uses)
            return null;

        var given = new List<IOperation>();
        foreach (var use in uses)
        {
            if (use.Parent is not (ExpressionSyntax or ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax))
                continue;

            if (model.OftenRun.CallAt(use) is not IInvocationOperation call)
            {
                if (model.Semantics(use.SyntaxTree).GetSymbolInfo(use).Symbol is IMethodSymbol named && model.OftenRun.Reaches((named.ReducedFrom ?? named).OriginalDefinition, method.OriginalDefinition))
                    return null;
                continue;
            }

            if (!model.OftenRun.Reaches((call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition, method.OriginalDefinition))
                continue;
            if (given.Count == MostCalls || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter.Name)?.Value is not { } value)
                return null;
            given.Add(value);
        }

        return given;
    }
}
