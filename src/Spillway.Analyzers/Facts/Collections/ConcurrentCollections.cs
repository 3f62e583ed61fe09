using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>The collections that many threads may use at once.</summary>
internal enum ConcurrentKind
{
    Dictionary,
    Queue,
    Stack,
    Bag,
    Blocking,
}

/// <summary>Knows the concurrent collections of the framework.</summary>
internal sealed class ConcurrentCollections
{
    private readonly (INamedTypeSymbol? Type, ConcurrentKind Kind)[] _kinds;

    public ConcurrentCollections(Compilation compilation)
    {
        const string Space = "System.Collections.Concurrent.";
        _kinds = new[]
        {
            (compilation.GetTypeByMetadataName(Space + "ConcurrentDictionary`2"), ConcurrentKind.Dictionary),
            (compilation.GetTypeByMetadataName(Space + "ConcurrentQueue`1"), ConcurrentKind.Queue),
            (compilation.GetTypeByMetadataName(Space + "ConcurrentStack`1"), ConcurrentKind.Stack),
            (compilation.GetTypeByMetadataName(Space + "ConcurrentBag`1"), ConcurrentKind.Bag),
            (compilation.GetTypeByMetadataName(Space + "BlockingCollection`1"), ConcurrentKind.Blocking),
        };
    }

    /// <summary>The kind of collection that <paramref name="type"/> is, or derives from; null for others.</summary>
    public ConcurrentKind? KindOf(ITypeSymbol? type) => _kinds.KindOf(type);
}
