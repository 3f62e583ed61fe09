using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Queries;

namespace Spillway.Rules;

/// <summary>Keeps the tasks in a list where the query is declared, so that each starts once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LazyTasksStartedTwiceFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LazyTasksStartedTwiceFix()
        : base(LazyTasksStartedTwice.Descriptor, keep: "Keep starting them again on purpose", because: "Started again on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (Declaration.Of(site.Form, site.Node, site.Model) is { Initializer.Value: { } query and not ConditionalAccessExpressionSyntax } && !Materialised.Is(query))
            site.Offer("Start each task once and keep it in a list", "ToList", Materialised.ToList(query), "System.Linq");
    }
}
