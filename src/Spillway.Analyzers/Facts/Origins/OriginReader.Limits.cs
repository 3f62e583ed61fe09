using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>What conditions say of a count, where it is used or where the question is asked.</content>
internal sealed partial class OriginReader
{
    private readonly HashSet<ISymbol> _limiting = new(SymbolEqualityComparer.Default);

    /// <inheritdoc cref="Origin.OfLimit"/>
    public (Origin Most, Witness Because)? OfLimit(ISymbol counted, IOperation place, bool grows, int depth)
    {
        if (!_limiting.Add(counted))
            return null;

        (Origin Most, Witness Because)? best = null;
        foreach (var limit in new CountBounds(_model).At(counted, place, grows))
        {
            if (Of(limit, grows, depth) is { } most && (best is not { } known || most.AtMost(known.Most) == most))
                best = (most, Witness.At(limit.Because!, "the count is limited here"));
        }

        _limiting.Remove(counted);
        return best;
    }

    private Origin Checked(Origin origin, IOperation reference, int depth)
    {
        if (_place is null || origin.Kind < OriginKind.Unknown || depth > LongestChain || CountBounds.SymbolOf(reference) is not { } counted)
            return origin;

        if (OfLimit(counted, reference, grows: false, depth) is { Most: var here })
            return origin.AtMost(here);
        return _place.Syntax.SyntaxTree == reference.Syntax.SyntaxTree && _place.Syntax.SpanStart > reference.Syntax.Span.End && OfLimit(counted, _place, grows: false, depth) is { Most: var there }
            ? origin.AtMost(there)
            : origin;
    }

    /// <summary>The number of a limit. What the data decides, such as the length of another list, is none; whatever else somebody compares with is meant as one.</summary>
    private Origin? Of(CountLimit limit, bool grows, int depth)
    {
        if (limit.Number is { } number)
            return Origin.Constant(grows ? number + 1 : number);
        if (limit.Assigned is { } value)
        {
            var assigned = OriginReader.IsNumber(value.Unwrapped().Type) ? OfNumber(value, depth + 1) : OfItems(value, depth + 1);
            return assigned.Kind < OriginKind.Unknown && assigned is not { Kind: OriginKind.Constant, Count: 0 } ? assigned : null;
        }

        if (limit.Limit is not { } named)
            return null;

        var most = OfNumber(named, depth + 1);
        return most.Kind switch
        {
            OriginKind.Constant => most.Count > 0 ? most : null,
            OriginKind.Data when !most.IsAnswer => null,
            _ => Origin.Page,
        };
    }

    /// <summary>How many a filter lets through that looks at the index: <c>Where((_, i) => i &lt; 4)</c>.</summary>
    private Origin OfFiltered(IInvocationOperation call, int depth)
    {
        var source = OfItems(call.Arguments[0].Value, depth + 1);
        return call.Arguments.Length == 2 && Lambdas.In(call.Arguments[1].Value) is { Symbol.Parameters: { Length: 2 } parameters } filter && Lambdas.Result(filter) is { } condition
            && new CountBounds(_model).OfIndex(parameters[1], condition) is { } limit && Of(limit, grows: true, depth) is { } most
            ? source.AtMost(most)
            : source;
    }

    /// <summary>How many an <c>Add</c> adds in all, where conditions end the loop or empty the list.</summary>
    private Origin Grown(Origin grown, ILocalSymbol local, SyntaxNode added, int depth) =>
        _place is not null && grown.Kind >= OriginKind.Unknown && _model.Semantics(added.SyntaxTree).GetOperation(added) is { } place && OfLimit(local, place, grows: true, depth) is { Most: var most }
            ? grown.AtMost(most)
            : grown;
}
