using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Where a query starts, and what has been said of it on the way.</summary>
/// <param name="Root">The context, or the object that hands the query out.</param>
/// <param name="Inputs">The arguments of all operators so far.</param>
/// <param name="IsEntry">True when the query is about one object that is loaded already.</param>
/// <param name="IsPaged">True when rows are skipped.</param>
/// <param name="IsOpen">True when the start is not in view, and no operator of the database's own library has shown so far that it is a database.</param>
internal sealed record QuerySource(IOperation Root, ImmutableArray<IOperation> Inputs, bool IsEntry, bool IsPaged, bool IsOpen)
{
    /// <summary>The start of <paramref name="query"/>; null for sequences in memory and for what cannot be followed.</summary>
    public static QuerySource? Of(IOperation query, ConcurrencyModel model, Provenance provenance) => new QueryChain(model, provenance, depth: 0).Follow(query);

    /// <summary>The start of a chain such as <c>db.Entry(order).Collection(o => o.Lines)</c>.</summary>
    public static QuerySource? OfEntry(IOperation expression, ConcurrencyModel model, Provenance provenance)
    {
        var inputs = ImmutableArray.CreateBuilder<IOperation>();
        for (var i = 0; i < QueryChain.LongestQuery; i++)
        {
            switch (expression.Unwrapped())
            {
                case IInvocationOperation { Instance: { } instance } call:
                    inputs.AddRange(call.Arguments.Select(argument => argument.Value));
                    expression = instance;
                    if ((QueryChain.FlagsOf(instance, model) & ApiFlags.Session) != 0)
                        return new QuerySource(instance, inputs.ToImmutable(), IsEntry: true, IsPaged: false, IsOpen: false);
                    break;

                case ILocalReferenceOperation { Local: var local } when provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } value && !ReferenceEquals(value, expression):
                    expression = value;
                    break;

                default:
                    return null;
            }
        }

        return null;
    }
}
