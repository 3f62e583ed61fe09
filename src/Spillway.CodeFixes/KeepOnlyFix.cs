using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;

namespace Spillway.CodeFixes;

/// <summary>
/// The light bulb of a rule that has no rewrite, since the program has to change its form: the code can still be kept as it is,
/// with a reason in the build's log, as for every other rule.
/// </summary>
public abstract class KeepOnlyFix : Fix
{
    private readonly string _title;
    private readonly string _justification;

    /// <summary>Creates the fix for <paramref name="rule"/>.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="title">What the light bulb says.</param>
    /// <param name="justification">The reason that is written down.</param>
    protected KeepOnlyFix(DiagnosticDescriptor rule, string title, string justification)
        : base(rule)
    {
        _title = title;
        _justification = justification;
    }

    /// <inheritdoc />
    protected internal sealed override Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableArray.Create(KeepOnPurpose.Offer(document, diagnostic, _title, _justification)));
}
