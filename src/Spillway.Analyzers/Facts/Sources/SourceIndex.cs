using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>In which files of a compilation does a name occur?</summary>
internal sealed class SourceIndex
{
    // A few questions, as in an editor, are answered by asking every file; the table costs as much as this many.
    private const int ManyQuestions = 128;

    private readonly Compilation _compilation;
    private Dictionary<int, List<SyntaxTree>>? _byHash;
    private int _questions;

    public SourceIndex(Compilation compilation) => _compilation = compilation;

    /// <summary>The files in which the name may occur, in the order of the compilation.</summary>
    public IEnumerable<SyntaxTree> TreesWith(string name)
    {
        if (Volatile.Read(ref _byHash) is null && Interlocked.Increment(ref _questions) <= ManyQuestions)
            return _compilation.SyntaxTrees.Where(tree => SourceNames.Of(tree).MayHave(name));

        var byHash = LazyInitializer.EnsureInitialized(ref _byHash, Collect)!;
        return byHash.TryGetValue(SourceNames.HashOf(name), out var trees) ? trees : Enumerable.Empty<SyntaxTree>();
    }

    private Dictionary<int, List<SyntaxTree>> Collect()
    {
        var found = new Dictionary<int, List<SyntaxTree>>();
        foreach (var tree in _compilation.SyntaxTrees)
        {
            Patience.Check();
            foreach (var hash in SourceNames.Of(tree).Hashes)
            {
                if (!found.TryGetValue(hash, out var trees))
                    found[hash] = trees = new List<SyntaxTree>();
                trees.Add(tree);
            }
        }

        return found;
    }
}
