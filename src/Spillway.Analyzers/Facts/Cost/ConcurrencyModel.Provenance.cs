using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

internal sealed partial class ConcurrencyModel
{
    private readonly ConcurrentDictionary<SyntaxNode, Provenance> _provenances = new();

    /// <summary>Where the variables get their values from that are in scope at <paramref name="operation"/>.</summary>
    public Provenance ProvenanceAt(IOperation operation)
    {
        var root = operation.Root();
        return _provenances.GetOrAdd(root.Syntax, _ => new Provenance(this, ImmutableArray.Create(root)));
    }
}
