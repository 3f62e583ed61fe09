using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

public sealed partial class MethodFacts
{
    private CallSites? _calls;

    /// <summary>Every place of this body that runs other code, in source order.</summary>
    internal ImmutableArray<CallSite> Calls => LazyInitializer.EnsureInitialized(ref _calls, () => new CallSites(CallSite.FindIn(this)))!.Sites;

    /// <summary>True for methods, lambdas and local functions that can await.</summary>
    internal bool IsAsync => Symbol is { IsAsync: true } || IsAsyncProgram;

    /// <summary>Top-level statements become a method that is asynchronous when it awaits, and could be in any case.</summary>
    private bool IsAsyncProgram => Symbol is { IsImplicitlyDeclared: false, Name: "<Main>$" };

    private sealed record CallSites(ImmutableArray<CallSite> Sites);
}
