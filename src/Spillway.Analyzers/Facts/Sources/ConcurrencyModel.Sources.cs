using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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

    /// <summary>The uses of a name all over the sources; null for one that is too common. They are counted before anybody binds the first of them, with the code around it.</summary>
    public List<SimpleNameSyntax>? UsesOf(string name, int most, Func<SimpleNameSyntax, bool> isUse)
    {
        var uses = new List<SimpleNameSyntax>();
        foreach (var use in TreesWith(name).SelectMany(tree => tree.GetRoot().Named(name)).Where(isUse))
        {
            if (uses.Count == most)
                return null;
            uses.Add(use);
        }

        return uses;
    }
}
