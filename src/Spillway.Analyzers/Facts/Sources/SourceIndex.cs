using System;
using System.Collections.Concurrent;
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

    private readonly (SyntaxTree Tree, SourceNames Names)[] _files;
    private readonly ConcurrentDictionary<string, SyntaxTree[]> _answers = new();
    private Dictionary<int, List<SyntaxTree>>? _byHash;

    public SourceIndex(Compilation compilation) => _files = compilation.SyntaxTrees.Select(Read).ToArray();

    /// <summary>The files in which the name may occur, in the order of the compilation.</summary>
    public IReadOnlyList<SyntaxTree> TreesWith(string name)
    {
        if (_answers.TryGetValue(name, out var known))
            return known;

        var hash = SourceNames.HashOf(name);
        if (Volatile.Read(ref _byHash) is null && _answers.Count < ManyQuestions)
            return _answers[name] = _files.Where(file => file.Names.MayHave(hash)).Select(file => file.Tree).ToArray();

        var byHash = LazyInitializer.EnsureInitialized(ref _byHash, Collect)!;
        return byHash.TryGetValue(hash, out var trees) ? trees : Array.Empty<SyntaxTree>();
    }

    private static (SyntaxTree Tree, SourceNames Names) Read(SyntaxTree tree)
    {
        Patience.Check();
        return (tree, SourceNames.Of(tree));
    }

    private Dictionary<int, List<SyntaxTree>> Collect()
    {
        var found = new Dictionary<int, List<SyntaxTree>>();
        foreach (var (tree, names) in _files)
        {
            Patience.Check();
            foreach (var hash in names.Hashes)
            {
                if (!found.TryGetValue(hash, out var trees))
                    found[hash] = trees = new List<SyntaxTree>();
                trees.Add(tree);
            }
        }

        return found;
    }
}
