using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>The places whose tasks are proven complete at one point of the program. Completion is for ever; a place can get another task.</summary>
internal sealed class CompletionState
{
    public static readonly CompletionState Nothing = new(ImmutableHashSet<TaskPlace>.Empty);

    private readonly ImmutableHashSet<TaskPlace> _complete;

    private CompletionState(ImmutableHashSet<TaskPlace> complete) => _complete = complete;

    public bool Contains(ImmutableArray<TaskPlace> names)
    {
        foreach (var name in names)
        {
            if (_complete.Contains(name))
                return true;
        }

        return false;
    }

    public CompletionState With(ImmutableArray<TaskPlace> names) => names.IsEmpty ? this : From(_complete.Union(names));

    /// <summary>What is known below any of <paramref name="names"/>: the rest of each path.</summary>
    public ImmutableArray<string> PathsBelow(ImmutableArray<TaskPlace> names)
    {
        var found = ImmutableArray<string>.Empty;
        foreach (var name in names)
        {
            foreach (var place in _complete)
            {
                if (SymbolEqualityComparer.Default.Equals(place.Root, name.Root) && place.Path.StartsWith(name.Path, System.StringComparison.Ordinal))
                    found = found.Add(place.Path.Substring(name.Path.Length));
            }
        }

        return found;
    }

    /// <summary>The state after <paramref name="root"/> has got another value.</summary>
    public CompletionState Without(ISymbol root)
    {
        var index = $"[{root.Name}]";
        return From(_complete.Except(_complete.Where(place => SymbolEqualityComparer.Default.Equals(place.Root, root) || (root is ILocalSymbol && place.Path.Contains(index)))));
    }

    /// <summary>The state after something below <paramref name="place"/> was exchanged.</summary>
    public CompletionState Without(TaskPlace place) =>
        From(_complete.Except(_complete.Where(known => SymbolEqualityComparer.Default.Equals(known.Root, place.Root) && known.Path.StartsWith(place.Path, System.StringComparison.Ordinal))));

    public CompletionState Meet(CompletionState other) => From(_complete.Intersect(other._complete));

    /// <summary>What is known of the fields, which another function sees too.</summary>
    public CompletionState OfFields() => From(_complete.Where(place => place.Root is IFieldSymbol or IPropertySymbol).ToImmutableHashSet());

    public bool Same(CompletionState other) => _complete.Count == other._complete.Count && _complete.SetEquals(other._complete);

    private CompletionState From(ImmutableHashSet<TaskPlace> complete) => ReferenceEquals(complete, _complete) ? this : new CompletionState(complete);
}
