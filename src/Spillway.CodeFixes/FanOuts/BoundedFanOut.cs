using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>Offers to run the tasks of a fan-out under a bound: with their results in order, or without results.</summary>
internal static class BoundedFanOut
{
    public static void OfferTo(FindingSite site)
    {
        if (site.AroundEvidence<InvocationExpressionSyntax>(1) is not { } join)
            return;

        var start = site.Evidence[0];
        var found = site.Form == "query" ? StartedTasks.OfQuery(join, start, site.Model) : StartedTasks.OfLoop(join, start, site.Model);
        switch (site["offload"])
        {
            case "cpu" when found is { } computing:
                OfferComputing(computing, site);
                break;

            case "async" when found?.WithoutOffload() is { Blocks: false } waiting:
                OfferWaiting(waiting, site);
                break;

            // The bodies of a parallel loop run on the pool as it is.
            case "held" when found is { Blocks: false } held:
                OfferWaiting(!held.NeedsResults && site.Is("pool") && held.WithoutOffload() is { } body ? body : held, site);
                break;

            case "" when found is { Blocks: false } tasks:
                OfferWaiting(tasks, site);
                break;
        }
    }

    private static void OfferWaiting(StartedTasks tasks, FindingSite site)
    {
        var (model, limit) = (site.Model, site["limit"]!);
        var outside = site.Is("outside") ? "; after a failure no more are started" : "";
        if (!tasks.NeedsResults && site.Is("pool") && model.Compilation.Offers(Form.ParallelForEach) && BoundedText.WithoutResults(tasks, model, limit) is { } plain)
            site.Offer($"Run up to {limit} at a time{outside}", "ParallelForEach", plain, "System.Threading.Tasks");
        else if (tasks.HasResults && model.Compilation.Offers(Form.SelectConcurrent))
            site.Offer($"Run up to {limit} at a time, results in order{outside}", "SelectConcurrent", BoundedText.WithResults(tasks, model, limit), "Spillway");
    }

    /// <summary>Work that computes: as many at a time as there are processors.</summary>
    private static void OfferComputing(StartedTasks tasks, FindingSite site)
    {
        const string Title = "Run as many at a time as there are processors";
        var model = site.Model;
        if (tasks.Blocks)
        {
            if (tasks.WithoutOffload() is { } loop)
                site.Offer(Title, "Parallel", BoundedText.Blocking(loop), "System.Threading.Tasks");
        }
        else if (!tasks.NeedsResults)
        {
            if (tasks.WithoutOffload() is { } loop && model.Compilation.Offers(Form.ParallelForEach))
                site.Offer(Title, "Parallel", BoundedText.Computing(loop), "System.Threading.Tasks");
        }
        else if (model.Compilation.Offers(Form.SelectConcurrent))
        {
            site.Offer(Title + ", results in order", "SelectConcurrent", BoundedText.WithResults(tasks, model, "Environment.ProcessorCount"), "Spillway", "System");
        }
    }
}
