using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// May entries of different keys be made at the same time? Only where all that makes one is in view, and it touches nothing that two may not use at
/// once or that the lock guards besides the dictionary.
/// </summary>
internal static class KeyedLoadRewrite
{
    /// <summary><c>GetOrAdd</c>: two threads may make the entry of one key at the same time, and one of them is dropped.</summary>
    public const string Concurrent = "concurrent";

    /// <summary>A lock for each key: the entry of one key is made once, as before.</summary>
    public const string Keyed = "keyed";

    public static string? Of(ISymbol map, IReadOnlyList<IOperation> onMiss, IReadOnlyList<IOperation> held, HeldLock taken, MethodFacts method)
    {
        var model = method.Model;
        if (map is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsReadOnly: true } field || taken.Lock.Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private }
            || !MapUse.IsByKeyOnly(field, model) || LockFields.InitialOf(field, model) is null)
        {
            return null;
        }

        // A lock that guards more than the dictionary has to stay.
        if (held.OfType<IFieldReferenceOperation>().Any(f => !f.Field.IsConst && !f.Field.IsReadOnly) || held.Any(o => o is IAnonymousFunctionOperation or IEventAssignmentOperation))
            return null;

        var isAsync = taken.Kind is LockKind.Semaphore or LockKind.Async;
        if (!isAsync && onMiss.Any(o => o is IAwaitOperation))
            return null;

        var code = held.Where(o => o.Parent is null || !held.Contains(o.Parent)).ToList();
        return IsFree(method.Provenance.EffectsOf(isAsync ? code : onMiss.Where(o => o.Parent is null || !onMiss.Contains(o.Parent)).ToList()), field, (IFieldSymbol)taken.Lock.Symbol)
            ? isAsync ? Keyed : taken.IsLockStatement ? Concurrent : null
            : null;
    }

    /// <summary>True when the call uses something that is not safe for concurrent use: the lock may be there for that.</summary>
    public static bool UsesConfined(IOperation load, MethodFacts method) =>
        method.Provenance.EffectsOf(load).Accesses.Any(access => access.Kind == AccessKind.Confined && access.Place.Kind is not (RootKind.Fresh or RootKind.Local));

    private static bool IsFree(Effects effects, IFieldSymbol map, IFieldSymbol gate)
    {
        if (effects is not { Unknown: null, Anything: null, Ordered: null, Pump: null })
            return false;

        foreach (var access in effects.Accesses)
        {
            var member = access.Place.Member ?? access.Place.Root;
            if (access.Place.Kind is RootKind.Fresh or RootKind.Local || SymbolEqualityComparer.Default.Equals(member, map) || SymbolEqualityComparer.Default.Equals(member, gate)
                || access.Kind is AccessKind.Read or AccessKind.AsksOutside || access.Place.Kind == RootKind.Parameter && !access.Place.Below)
            {
                continue;
            }

            return false;
        }

        return true;
    }
}
