using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Two lists of which a client decides how long they are.</summary>
internal sealed class SentLists
{
    private readonly ConcurrencyModel _model;
    private readonly InputSize _sizes;

    public SentLists(ConcurrencyModel model)
    {
        _model = model;
        _sizes = new InputSize(model);
    }

    /// <summary>True where a client sends both, at least one of them in the body of its request.</summary>
    public bool Are(IOperation one, IOperation other) => IsInBody(one) && (IsInBody(other) || IsInAddress(other)) || IsInAddress(one) && IsInBody(other);

    /// <summary>The parameter of a function with a name that a list comes from; null where it comes from elsewhere, or it is known to be sent.</summary>
    public IParameterSymbol? GivenBy(IOperation items) =>
        _sizes.Of(items, onlyFiles: false) is { Because: null, Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } } parameter } ? parameter : null;

    /// <summary>What a caller has to pass.</summary>
    public static Hinge? Hinge(IParameterSymbol? one, IParameterSymbol? other) =>
        one is not null && other is not null && SymbolEqualityComparer.Default.Equals(one.ContainingSymbol, other.ContainingSymbol) ? new Hinge(one, IsSize: true) { With = other } : null;

    private bool IsInBody(IOperation items) => _sizes.Of(items, onlyFiles: false).Because is not null;

    private bool IsInAddress(IOperation items) =>
        items.Unwrapped() is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol method } parameter }
        && parameter.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "FromQueryAttribute" or "FromFormAttribute", ContainingNamespace: { Name: "Mvc", ContainingNamespace.Name: "AspNetCore" } })
        && _model.Roots.Of(method) is { Occasion: Occasion.Request };
}
