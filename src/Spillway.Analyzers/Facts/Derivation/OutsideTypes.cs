using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Which types of the assemblies that a compilation refers to have a name? Kept as long as those assemblies, which are the same ones with every key in an editor.</summary>
internal sealed class OutsideTypes
{
    // The assembly of 'object' may be the same one in several projects.
    private static readonly ConditionalWeakTable<IAssemblySymbol, Dictionary<string, OutsideTypes>> Known = new();

    private readonly ImmutableArray<IAssemblySymbol> _assemblies;
    private readonly ConcurrentDictionary<string, ImmutableArray<INamedTypeSymbol>> _types = new();

    private OutsideTypes(ImmutableArray<IAssemblySymbol> assemblies) => _assemblies = assemblies;

    /// <summary>
    /// Null for a compilation whose references are seen for the first time. A build sees them once and binds all types anyway: to read the names of all types outside would be a
    /// loss there. Who comes again is an editor, and binds one file.
    /// </summary>
    public static OutsideTypes? OfKnown(Compilation compilation)
    {
        var assemblies = compilation.SourceModule.ReferencedAssemblySymbols;
        if (compilation.ObjectType.ContainingAssembly is not { } core)
            return null;

        var projects = Known.GetOrCreateValue(core);
        lock (projects)
        {
            if (projects.TryGetValue(compilation.Assembly.Name, out var known) && assemblies.SequenceEqual(known._assemblies, (one, other) => SymbolEqualityComparer.Default.Equals(one, other)))
                return known;

            projects[compilation.Assembly.Name] = new OutsideTypes(assemblies);
            return null;
        }
    }

    /// <summary>True where some type outside that is called so is, or derives from, <paramref name="type"/>. Types inside of types are not looked at.</summary>
    public bool MayDerive(string name, INamedTypeSymbol type)
    {
        foreach (var outside in _types.GetOrAdd(name, Find))
        {
            if (DerivedTypes.Derives(outside, type))
                return true;
        }

        return false;
    }

    private ImmutableArray<INamedTypeSymbol> Find(string name)
    {
        Patience.Check();
        var found = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
        foreach (var assembly in _assemblies)
        {
            if (assembly.TypeNames.Contains(name))
                Take(assembly.GlobalNamespace, name, found);
        }

        return found.ToImmutable();
    }

    private static void Take(INamespaceSymbol space, string name, ImmutableArray<INamedTypeSymbol>.Builder found)
    {
        found.AddRange(space.GetTypeMembers(name));
        foreach (var inner in space.GetNamespaceMembers())
            Take(inner, name, found);
    }
}
