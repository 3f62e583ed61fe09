using System.Collections.Immutable;
using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Requests that follow one another and need nothing of each other.</content>
public sealed partial class MethodFacts
{
    private object? _siblingAwaits;

    /// <summary>Groups of independent requests that this body awaits one after another.</summary>
    internal ImmutableArray<SiblingAwaits> SiblingAwaits =>
        (ImmutableArray<SiblingAwaits>)LazyInitializer.EnsureInitialized(ref _siblingAwaits, () => Facts.SiblingAwaits.FindIn(this))!;
}
