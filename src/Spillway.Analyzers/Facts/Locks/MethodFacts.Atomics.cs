using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <content>Locks that an atomic operation can take the place of.</content>
public sealed partial class MethodFacts
{
    private Lazy<ImmutableArray<AtomicSection>>? _atomicSections;

    /// <summary>The lock statements of this body that do one thing to one field, under a lock that does nothing else anywhere.</summary>
    internal ImmutableArray<AtomicSection> AtomicSections => Once(ref _atomicSections, FindAtomicSections);

    private static ImmutableArray<AtomicSection> FindAtomicSections(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<AtomicSection>();
        foreach (var acquisition in method.LockSets.Acquisitions)
        {
            if (acquisition.Taken is { IsLockStatement: true, Lock.Symbol: IFieldSymbol field, Site.Parent: LockStatementSyntax statement }
                && method.Model.AtomicLocks.Of(field) is { } lone && lone.Sections.FirstOrDefault(s => s.Statement == statement) is { } section)
            {
                found.Add(section);
            }
        }

        return found.ToImmutable();
    }
}
