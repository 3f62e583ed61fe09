using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Siblings;

namespace Spillway.Rules;

/// <summary>Starts the requests together, waits for all of them, and takes their results.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class IndependentConsecutiveAwaitsFix : Fix
{
    private const string AfterFailure = "; after a failure no result is used, and the others have run";

    /// <summary>Creates the fix.</summary>
    public IndependentConsecutiveAwaitsFix()
        : base(IndependentConsecutiveAwaits.Descriptor, keep: "Keep it sequential on purpose", because: "Sequential on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        var count = int.Parse(site.Form, CultureInfo.InvariantCulture);
        var awaits = site.Evidence.Take(count).Select(request => request.FirstAncestorOrSelf<AwaitExpressionSyntax>()).OfType<AwaitExpressionSyntax>().ToImmutableArray();
        if (awaits.Length != count)
            return;

        var direct = site["direct"]!.Split(',').Select(flag => flag == "1").ToImmutableArray();
        var title = "Start all, then wait with Task.WhenAll" + (site.Is("loses") ? AfterFailure : "");
        site.Offer(title, "WhenAll", StartTogether.Write(awaits, direct, site.Model), "System.Threading.Tasks");
    }
}
