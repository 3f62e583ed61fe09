using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>A key that can be taken from every item before the loop runs: the item itself, or a property of it that does nothing but hold a value.</summary>
internal static class ItemKey
{
    /// <summary>The type of the key, or null where taking it early could do something else, or where it could be equal in another way than in the database.</summary>
    public static ITypeSymbol? Of(IOperation value, ILocalSymbol item, IForEachLoopOperation loop, MethodFacts method)
    {
        if (value is IConversionOperation { IsImplicit: true, Operand: var boxed } conversion && conversion.Type?.SpecialType == SpecialType.System_Object)
            value = boxed;
        if (value is ILocalReferenceOperation { Local: var local } && !SymbolEqualityComparer.Default.Equals(local, item))
        {
            // 'var id = order.CustomerId;' in the body, and never anything else.
            if (method.Provenance.ValuesOf(local) is not { Count: 1 } values || values[0] is not { } only || local.DeclaringSyntaxReferences.FirstOrDefault()?.Span is not { } span || !loop.Body.Syntax.Span.Contains(span))
                return null;
            value = only;
        }

        var isItem = value switch
        {
            ILocalReferenceOperation itself => SymbolEqualityComparer.Default.Equals(itself.Local, item),
            IPropertyReferenceOperation { Instance: ILocalReferenceOperation owner, Property: { IsIndexer: false } property } =>
                SymbolEqualityComparer.Default.Equals(owner.Local, item) && Holds(property),
            IFieldReferenceOperation { Instance: ILocalReferenceOperation owner } => SymbolEqualityComparer.Default.Equals(owner.Local, item),
            _ => false,
        };
        return isItem && IsExact(value.Type) && !(value is IMemberReferenceOperation && IsTested(item, loop)) ? value.Type : null;
    }

    /// <summary>True when the loop asks whether it has an item at all: ahead of it, nobody would.</summary>
    private static bool IsTested(ILocalSymbol item, IForEachLoopOperation loop) =>
        !item.Type.IsValueType && loop.Body.Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
        {
            if (!SymbolEqualityComparer.Default.Equals(reference.Local, item))
                return false;

            IOperation use = reference;
            while (use.Parent is IConversionOperation conversion)
                use = conversion;
            return use.Parent is IIsPatternOperation or ICoalesceOperation or IConditionalAccessOperation or IIsTypeOperation
                or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals };
        });

    private static bool Holds(IPropertySymbol property) => property.DeclaringSyntaxReferences.IsEmpty || property.IsAutoProperty();

    /// <summary>
    /// True for types that are equal here when they are equal in the database. Text is not: a server's collation may ignore case,
    /// accents and blanks at the end. Nor are values that a column rounds.
    /// </summary>
    private static bool IsExact(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Enum }
        || type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64
        || type is { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
