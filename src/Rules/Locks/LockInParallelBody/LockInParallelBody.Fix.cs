using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Lets each thread gather for itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockInParallelBodyFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LockInParallelBodyFix()
        : base(LockInParallelBody.Descriptor, keep: "Keep the lock around all of it on purpose", because: "One at a time on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Around<InvocationExpressionSyntax>() is not { } call || site.AroundEvidence<LockStatementSyntax>(0) is not { } section)
            return;

        if (site.Form == "local")
            site.Offer("Gather in each thread, put together at the end", site.Form, ThreadLocal.Write(call, section, site["gathered"]!, site.Text, site.Model));
        else
            site.Offer("Return the items, add them all at once", site.Form, ThreadLocal.WriteResults(call, section, site.Text, site.Model), "System.Linq");
    }
}
