using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Queries;

namespace Spillway.Rules;

/// <summary>Saves once, after the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SavePerItemFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public SavePerItemFix()
        : base(SavePerItem.Descriptor, keep: "Keep one save per item on purpose", because: "One save per item on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.AroundEvidence<StatementSyntax>(0) is { } loop && site.Around<ExpressionStatementSyntax>() is { } save)
            site.Offer("Save once after the loop; after a failure nothing is saved", "SaveAfterLoop", SaveAfterLoop.Write(loop, save));
    }
}
