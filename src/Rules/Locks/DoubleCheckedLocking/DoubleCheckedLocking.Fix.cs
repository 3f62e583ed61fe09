using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Orders the read without the lock, or checks again under it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class DoubleCheckedLockingFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public DoubleCheckedLockingFix()
        : base(DoubleCheckedLocking.Descriptor, keep: "Keep it this way on purpose", because: "Checked on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Node is not ExpressionSyntax read || site.Evidence.FirstOrDefault() is not AssignmentExpressionSyntax set)
            return;

        if (site.Form == "again")
        {
            site.Offer("Check again under the lock", "CheckAgain", SecondCheck.Write(read, set, site.Text));
            return;
        }

        if (site.Is("volatile"))
            site.Offer("Make the field volatile", "Volatile", OrderedRead.MakeVolatile(read, site.Model));
        site.Offer("Read and set it with Volatile", "VolatileRead", OrderedRead.Write(read, set, site.Model), "System.Threading");
        site.Offer("Use Lazy<T>, which remembers a failure", "Lazy", LazyValue.Write(read, set, site.Model, site.Text));
    }
}
