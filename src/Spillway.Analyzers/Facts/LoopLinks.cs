using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Items that hang together: the request of one reads a member, by way of another object, that an earlier iteration has set. Only a member of the item
/// itself is the iteration's own; a parent, a neighbour or what several items refer to may be somebody else's item.
/// </summary>
internal static class LoopLinks
{
    /// <summary>The way by which one iteration's results reach another iteration's request; null where there is none.</summary>
    public static Verdict? Between(Effects gate, Effects requests, Effects consumers, LoopScope scope)
    {
        Verdict? perhaps = null;
        foreach (var write in consumers.Members.Concat(requests.Members))
        {
            if (!write.IsWrite || scope.IsMadeInTurn(write.Holder))
                continue;

            foreach (var read in requests.Members.Concat(gate.Members))
            {
                if (read.IsWrite || scope.IsMadeInTurn(read.Holder) || !write.MayMeet(read) || !(scope.IsOfItem(write.Holder) || scope.IsOfItem(read.Holder)))
                    continue;
                if (write.Holder == read.Holder ? IsPart(write.Holder) : scope.IsItemItself(write.Holder) && IsBelow(read.Holder, scope))
                    continue;
                if (write.Holder != read.Holder && IsReached(write.Holder, scope) && IsReached(read.Holder, scope))
                    return LoopIndependence.No(Reason.LoopCarried, write.Because, read.Because);

                perhaps ??= LoopIndependence.Perhaps(Reason.LoopCarried, write.Because with { Label = $"several items may lead to the object whose '{write.Member.Name}' is changed here" }, read.Because);
            }
        }

        return perhaps;
    }

    /// <summary>The item itself, what wraps it, and what it keeps in a list or as a value; a single object may belong to several items.</summary>
    private static bool IsPart(Place holder) =>
        holder.Member is not { } member ? !holder.Below : IsList(member) || !holder.Below && IsWrapper(member);

    /// <summary>What an item of a list keeps in a list of the same name hangs below it in a tree, and under no other item.</summary>
    private static bool IsBelow(Place holder, LoopScope scope) =>
        scope.IsOfItem(holder) && holder.Member is { } member && IsList(member) && scope.Loop is IForEachLoopOperation { Collection: var items }
        && items.Unwrapped() is IMemberReferenceOperation { Member: var list } && SymbolEqualityComparer.Default.Equals(list.OriginalDefinition, member);

    private static bool IsWrapper(ISymbol member) =>
        member.ContainingAssembly.IsFramework() || member.ContainingType is { IsAnonymousType: true } or { IsTupleType: true } || TypeOf(member) is { IsValueType: true };

    private static bool IsList(ISymbol member) => Derivation.IsCollection(TypeOf(member));

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    /// <summary>True for what is found from the item on, or among the items; another list may hold other objects.</summary>
    private static bool IsReached(Place holder, LoopScope scope) => scope.IsOfItem(holder) || scope.IsAmongItems(holder);
}
