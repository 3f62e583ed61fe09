using Microsoft.CodeAnalysis;

namespace Spillway.CodeFixes;

/// <summary>
/// The light bulb of a rule that has no rewrite, since the program has to change its form: the code can still be kept as it is,
/// with a reason in the build's log, as for every other rule.
/// </summary>
public abstract class KeepOnlyFix : Fix
{
    /// <summary>Creates the fix for <paramref name="rule"/>.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="keep">What the light bulb says.</param>
    /// <param name="because">The reason that is written down.</param>
    protected KeepOnlyFix(DiagnosticDescriptor rule, string keep, string because)
        : base(rule, keep, because)
    {
    }

    /// <inheritdoc />
    protected sealed override void Propose(FindingSite site)
    {
    }
}
