using System.Threading;

namespace Spillway.Analyzers.Facts;

internal sealed partial class ConcurrencyModel
{
    private OtherRules? _otherRules;

    /// <summary>Which rules of other packages are on.</summary>
    public OtherRules OtherRules => LazyInitializer.EnsureInitialized(ref _otherRules, () => new OtherRules(Compilation, Options))!;
}
