using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Takes a lock that may be held across an await.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AwaitUnderThreadLockFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public AwaitUnderThreadLockFix()
        : base(AwaitUnderThreadLock.Descriptor, keep: "Keep awaiting under the lock on purpose", because: "Comes back to the same thread.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site["lock"] is { } name
            && site.Around<TypeDeclarationSyntax>(type => MapField.Find(type, name) is not null) is { } type
            && AsyncLockGate.Write(type, name, site.Text, site.Model) is var (changes, needsTasks))
        {
            site.Offer("Use an AsyncLock", "AsyncLock", changes, needsTasks ? ["Spillway", "System.Threading.Tasks"] : ["Spillway"]);
        }
    }
}
