using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Which words occur in a file? Read from its text, comments and all: a word that is not there is certainly no name there. The answer depends on
/// the file alone, so it outlives the compilations that an editor makes with every key.
/// </summary>
internal sealed class SourceNames
{
    private const int Chunk = 4096;

    private static readonly ConditionalWeakTable<SyntaxTree, SourceNames> Known = new();
    private static readonly ConditionalWeakTable<SyntaxTree, SourceNames>.CreateValueCallback Read = tree => new SourceNames(tree);

    private readonly int[] _hashes;

    private SourceNames(SyntaxTree tree)
    {
        var text = tree.GetText();
        var found = new HashSet<int>();
        var buffer = new char[Math.Min(Chunk, text.Length)];
        var (hash, isInside, isAfterBackslash) = (Start, false, false);
        for (var from = 0; from < text.Length; from += buffer.Length)
        {
            var count = Math.Min(buffer.Length, text.Length - from);
            text.CopyTo(from, buffer, 0, count);
            for (var i = 0; i < count; i++)
            {
                var c = buffer[i];
                IsVeiled |= isAfterBackslash && c is 'u' or 'U' || c > 0x7F && char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format;
                isAfterBackslash = c == '\\';
                if (IsPart(c))
                {
                    hash = Add(hash, c);
                    isInside = true;
                }
                else if (isInside)
                {
                    found.Add(hash);
                    (hash, isInside) = (Start, false);
                }
            }
        }

        if (isInside)
            found.Add(hash);
        if (IsVeiled)
            found.UnionWith(tree.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => HashOf(token.ValueText)));

        _hashes = found.ToArray();
        Array.Sort(_hashes);
    }

    private static int Start => unchecked((int)2166136261);

    public static SourceNames Of(SyntaxTree tree) => Known.GetValue(tree, Read);

    /// <summary>The words of the file, each as the number that <see cref="HashOf"/> gives for it.</summary>
    public IReadOnlyList<int> Hashes => _hashes;

    /// <summary>True where a name may be spelled with escapes or invisible letters, so that the text does not show where it stands.</summary>
    public bool IsVeiled { get; }

    /// <summary>False where no name is spelled so.</summary>
    public bool MayHave(string name) => MayHave(HashOf(name));

    /// <summary>False where no name is spelled so that <see cref="HashOf"/> gives this number for it.</summary>
    public bool MayHave(int hash) => Array.BinarySearch(_hashes, hash) >= 0;

    public static int HashOf(string name)
    {
        var hash = Start;
        foreach (var c in name)
            hash = Add(hash, c);
        return hash;
    }

    public static bool IsPart(char c) =>
        c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' || c > 0x7F && SyntaxFacts.IsIdentifierPartCharacter(c);

    private static int Add(int hash, char c) => unchecked((hash ^ c) * 16777619);
}
