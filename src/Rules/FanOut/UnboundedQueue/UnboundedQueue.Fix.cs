using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.FanOuts;

namespace Spillway.Rules;

/// <summary>Gives a queue a bound, and makes its writers wait when it is full.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnboundedQueueFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public UnboundedQueueFix()
        : base(UnboundedQueue.Descriptor, keep: "Keep it unbounded on purpose", because: "Unbounded on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        var writes = site.Evidence.Take(int.Parse(site["writes"]!, CultureInfo.InvariantCulture)).ToList();
        var capacity = site["capacity"]!;
        site.Offer(
            $"Let at most {capacity} wait, and the writers when it is full",
            "BoundedQueue",
            BoundedQueue.Write(site.Node, writes, site.Form, capacity, site.Model),
            site.Form == "channel" ? ["System.Threading.Channels"] : []);
    }
}
