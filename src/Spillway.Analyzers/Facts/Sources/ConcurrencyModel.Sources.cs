using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <content>Where names stand in the sources.</content>
internal sealed partial class ConcurrencyModel
{
    private SourceIndex? _sources;

    /// <summary>The files in which a name may occur.</summary>
    public IEnumerable<SyntaxTree> TreesWith(string name)
    {
        foreach (var tree in LazyInitializer.EnsureInitialized(ref _sources, () => new SourceIndex(Compilation))!.TreesWith(name))
        {
            Patience.Check();
            yield return tree;
        }
    }
}
