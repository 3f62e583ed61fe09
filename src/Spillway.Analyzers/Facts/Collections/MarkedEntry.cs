using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// An entry that has a lock and a mark of its own: who takes it out looks at the mark under that lock, and sets it. Whoever found the entry before sees the mark, and asks again.
/// </summary>
internal static class MarkedEntry
{
    /// <summary>True where the step takes out what was found, under the lock of what was found, which was not marked before and is now.</summary>
    public static bool IsLeftBy(CollectionCheck check, CollectionAct act)
    {
        if (act.Kind != ActKind.Remove || check.Value is not { } entry)
            return false;

        foreach (var section in act.Operation.OwnAncestors().OfType<ILockOperation>().Where(s => IsOf(s.LockedValue, entry) && s.Syntax.SpanStart > check.Operation.Syntax.Span.End))
        {
            var marks = section.Body.OwnOperations().OfType<ISimpleAssignmentOperation>().Where(set => set.Value.ConstantValue.HasValue && IsOf(set.Target, entry)).Select(set => MemberOf(set.Target)).ToList();
            if (marks.Count > 0 && section.Body.OwnOperations().OfType<IConditionalOperation>().Where(c => c.Syntax.SpanStart < act.Operation.Syntax.SpanStart)
                .SelectMany(c => c.Condition.OwnOperations()).Any(asked => MemberOf(asked) is { } member && IsOf(asked, entry) && marks.Any(mark => SymbolEqualityComparer.Default.Equals(mark, member))))
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol? MemberOf(IOperation operation) => (operation.Unwrapped() as IMemberReferenceOperation)?.Member;

    /// <summary>True for the entry, or a member of it.</summary>
    private static bool IsOf(IOperation value, ILocalSymbol entry)
    {
        value = value.Unwrapped();
        while (value is IMemberReferenceOperation { Instance: { } owner })
            value = owner.Unwrapped();
        return value is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, entry);
    }
}
