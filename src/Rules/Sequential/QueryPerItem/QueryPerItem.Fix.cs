using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Queries;

namespace Spillway.Rules;

/// <summary>Asks once for all keys before the loop, and looks each one up in the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class QueryPerItemFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public QueryPerItemFix()
        : base(QueryPerItem.Descriptor, keep: "Keep one query per item on purpose", because: "One query per item on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Node is InvocationExpressionSyntax call && call.FirstAncestorOrSelf<ForEachStatementSyntax>() is { } loop)
        {
            site.Offer(
                "Ask once for all keys before the loop",
                "BatchQuery",
                BatchQuery.Write(loop, call, site),
                "System.Collections.Generic",
                "System.Linq");
        }
    }
}
