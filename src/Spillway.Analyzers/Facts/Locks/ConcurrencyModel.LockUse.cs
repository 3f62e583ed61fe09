using System;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <content>The types that lock by themselves.</content>
internal sealed partial class ConcurrencyModel
{
    private Lazy<INamedTypeSymbol?>? _concurrentDictionary;

    /// <summary><c>ConcurrentDictionary&lt;TKey, TValue&gt;</c>, where the compilation can see it.</summary>
    public INamedTypeSymbol? ConcurrentDictionary =>
        LazyInitializer.EnsureInitialized(ref _concurrentDictionary, () => new Lazy<INamedTypeSymbol?>(() => Compilation.GetTypeByMetadataName("System.Collections.Concurrent.ConcurrentDictionary`2")))!.Value;
}
