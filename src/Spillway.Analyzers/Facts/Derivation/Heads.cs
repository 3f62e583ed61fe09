using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What the types of all files say they derive from, by name.</summary>
internal sealed class Heads
{
    private readonly Dictionary<string, List<BaseNames.Base>> _byName = new();
    private readonly Dictionary<string, List<string>> _aliases = new();
    private readonly HashSet<string> _isAlias = new();
    private readonly bool _takesMembers;

    public Heads(IEnumerable<SyntaxTree> trees)
    {
        foreach (var tree in trees)
        {
            var names = BaseNames.Of(tree);
            _takesMembers |= names.TakesMembers;
            foreach (var (alias, target) in names.Aliases)
            {
                Add(_aliases, target, alias);
                _isAlias.Add(alias);
            }

            foreach (var parent in names.Bases)
                Add(_byName, parent.Name, parent);
        }
    }

    /// <summary>The declarations that name a type called so, by this or by another name. A name that is among <paramref name="asked"/> was asked for before, and has no more; it is put there.</summary>
    public IEnumerable<BaseNames.Base> Naming(string name, HashSet<string> asked)
    {
        var found = Enumerable.Empty<BaseNames.Base>();
        if (!asked.Add(name))
            return found;

        if (_byName.TryGetValue(name, out var naming))
            found = naming;
        return _aliases.TryGetValue(name, out var aliases) ? aliases.Aggregate(found, (all, alias) => all.Concat(Naming(alias, asked))) : found;
    }

    /// <summary>The declarations that may derive from a type outside of the sources, which <paramref name="mayDerive"/> answers for the name of one that is not inside of another type.</summary>
    public IEnumerable<BaseNames.Base> Leading(System.Func<string, bool> mayDerive)
    {
        foreach (var (name, naming) in _byName.Select(pair => (pair.Key, pair.Value)))
        {
            var mayAll = _takesMembers || _isAlias.Contains(name) || mayDerive(name);
            foreach (var parent in naming)
            {
                if (mayAll || !parent.IsPlain)
                    yield return parent;
            }
        }
    }

    private static void Add<T>(Dictionary<string, List<T>> lists, string key, T value)
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = new List<T>();
        list.Add(value);
    }
}
