using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Collections that an expression names, and whether two expressions name the same one.</summary>
internal sealed class NamedItems
{
    private readonly ConcurrencyModel _model;
    private readonly InputSize _sizes;

    public NamedItems(ConcurrencyModel model)
    {
        _model = model;
        _sizes = new InputSize(model);
    }

    /// <summary>
    /// The variable that is named, or the property, where somebody outside fills it: the client that sends what it is in, or whoever uses
    /// the component. Other properties may compute what they give, or hold what is few by nature.
    /// </summary>
    public ISymbol? Of(IOperation items) =>
        items.Variable() ?? (items.Unwrapped() is IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: { } owner } reference
            && (IsFilled(property) && owner.Unwrapped() is IInstanceReferenceOperation || _sizes.Of(reference, onlyFiles: false).Because is not null)
                ? property
                : null);

    /// <summary>The same, and the property of what the code is given: who gives it says who fills it.</summary>
    public ISymbol? OfGiven(IOperation items) =>
        Of(items) ?? (items.Unwrapped() is IPropertyReferenceOperation { Property: { IsIndexer: false } property } reference && _sizes.Of(reference, onlyFiles: false).Parameter is not null ? property : null);

    /// <summary>True where both are the same variable, or the same member of the same object.</summary>
    public static bool AreSame(IOperation? one, IOperation? other) => (one?.Unwrapped(), other?.Unwrapped()) switch
    {
        (IInstanceReferenceOperation or null, IInstanceReferenceOperation or null) => true,
        (ILocalReferenceOperation { Local: var a }, ILocalReferenceOperation { Local: var b }) => SymbolEqualityComparer.Default.Equals(a, b),
        (IParameterReferenceOperation { Parameter: var a }, IParameterReferenceOperation { Parameter: var b }) => SymbolEqualityComparer.Default.Equals(a, b),
        (IFieldReferenceOperation a, IFieldReferenceOperation b) => SymbolEqualityComparer.Default.Equals(a.Field, b.Field) && AreSame(a.Instance, b.Instance),
        (IPropertyReferenceOperation { Arguments.Length: 0 } a, IPropertyReferenceOperation { Arguments.Length: 0 } b) => SymbolEqualityComparer.Default.Equals(a.Property, b.Property) && AreSame(a.Instance, b.Instance),
        _ => false,
    };

    private bool IsFilled(IPropertySymbol property)
    {
        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass is { } mark && (_model.Apis.Of(mark) & (ApiFlags.Filled | ApiFlags.Whole)) != 0)
                return true;
        }

        return false;
    }
}
