using System.Threading;

namespace Spillway.Analyzers.Facts;

internal sealed partial class ConcurrencyModel
{
    private MappingMethods? _mappingMethods;

    public MappingMethods MappingMethods => LazyInitializer.EnsureInitialized(ref _mappingMethods, () => new MappingMethods(this))!;
}
