using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Loops;
using Spillway.CodeFixes.Queries;

namespace Spillway.Rules;

/// <summary>Starts the tasks of the query under a bound and uses their results in order.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LazyTasksAwaitedOneByOneFix : Fix
{
    private const string AfterFailure = "; after a failure others may have run";

    /// <summary>Creates the fix.</summary>
    public LazyTasksAwaitedOneByOneFix()
        : base(LazyTasksAwaitedOneByOne.Descriptor, keep: "Keep it sequential on purpose", because: "Sequential on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.AroundEvidence<ForEachStatementSyntax>(0) is not { } loop || LazyLoop.Of(loop, site.Model, site.Is("near")) is not { } plain)
            return;

        var limit = site["limit"]!;
        if (site.Is("all"))
            Offer(Form.WhenAll, "Start all, then wait with Task.WhenAll");
        if (plain.IsBare)
            Offer(Form.ParallelForEach, $"Run up to {limit} at a time");
        else
            Offer(Form.SelectConcurrent, $"Run up to {limit} at a time, use the results in order");

        void Offer(Form form, string title) =>
            site.Offer(title + (site.Is("outside") ? AfterFailure : ""), form.ToString(), plain.Write(site.Model, form, limit));
    }
}
