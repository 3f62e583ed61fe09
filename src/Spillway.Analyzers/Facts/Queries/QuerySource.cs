using System.Collections.Generic;
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
/// <param name="IsOpen">True when the start is not in view: an operator of the database's own library has to show that it is a database.</param>
internal sealed record QuerySource(IOperation Root, ImmutableArray<IOperation> Inputs, bool IsEntry, bool IsPaged, bool IsOpen)
{
    // A query that is put together by more steps than this is not read by anybody either.
    private const int LongestQuery = 40;

    // How many methods that hand out queries may call each other.
    private const int DeepestCall = 3;

    /// <summary>The start of <paramref name="query"/>; null for sequences in memory and for what cannot be followed.</summary>
    public static QuerySource? Of(IOperation query, ConcurrencyModel model, Provenance provenance) => Of(query, model, provenance, 0);

    /// <summary>The start of a chain such as <c>db.Entry(order).Collection(o => o.Lines)</c>.</summary>
    public static QuerySource? OfEntry(IOperation expression, ConcurrencyModel model, Provenance provenance)
    {
        var inputs = ImmutableArray.CreateBuilder<IOperation>();
        for (var i = 0; i < LongestQuery; i++)
        {
            switch (expression.Unwrapped())
            {
                case IInvocationOperation { Instance: { } instance } call:
                    inputs.AddRange(call.Arguments.Select(argument => argument.Value));
                    expression = instance;
                    if ((FlagsOf(instance, model) & ApiFlags.Session) != 0)
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

    private static QuerySource? Of(IOperation query, ConcurrencyModel model, Provenance provenance, int depth)
    {
        var inputs = ImmutableArray.CreateBuilder<IOperation>();
        var isPaged = false;
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var i = 0; i < LongestQuery; i++)
        {
            query = query.Unwrapped();
            if ((FlagsOf(query, model) & ApiFlags.Table) != 0)
                return OwnerOf(query) is { } owner ? Found(owner) : null;

            switch (query)
            {
                case ITranslatedQueryOperation { Operation: var translated }:
                    query = translated;
                    break;

                case IInvocationOperation { Instance: null, TargetMethod.IsExtensionMethod: true, Arguments: { Length: > 0 } arguments } call:
                    isPaged |= call.TargetMethod.Name == "Skip";
                    if (call.TargetMethod.Name is "FromSqlRaw" or "FromSql" or "FromSqlInterpolated" && (arguments.Length < 2 || !SqlCommand.IsPlain(arguments[1].Value)))
                        return null;
                    inputs.AddRange(arguments.Skip(1).Select(argument => argument.Value));
                    query = arguments[0].Value;

                    // 'list.AsQueryable()' and all that stands on it stays in memory; so does what has been read already.
                    if (!DatabaseCall.IsLazy(query.Unwrapped().Type) && (FlagsOf(query, model) & ApiFlags.Confined) == 0)
                        return null;
                    if (call.TargetMethod.Name == "AsQueryable" && !DatabaseCall.IsQueryable(query.Unwrapped().Type))
                        return null;
                    break;

                // 'db.Database.SqlQuery<Order>(…)' stands on the facade; 'db.Entry(order).Collection(…).Query()' on the entry.
                case IInvocationOperation { Instance: { } instance } call when call.TargetMethod.DeclaringSyntaxReferences.IsEmpty:
                    if (OfEntry(query, model, provenance) is { } entry)
                        return new QuerySource(entry.Root, inputs.ToImmutable().AddRange(entry.Inputs), entry.Inputs.Length > 0, isPaged, IsOpen: false);
                    inputs.AddRange(call.Arguments.Select(argument => argument.Value));
                    if (!DatabaseCall.IsQueryable(call.Type))
                        return null;
                    if (!DatabaseCall.IsQueryable(instance.Type))
                        return Open(instance);
                    query = instance;
                    break;

                case IInvocationOperation call when DatabaseCall.IsQueryable(call.Type):
                    inputs.AddRange(call.Arguments.Select(argument => argument.Value));
                    return FromMember(call.TargetMethod, call.Instance, call.Arguments);

                case IPropertyReferenceOperation { Property: { GetMethod: { } getter } property, Instance: var instance } when DatabaseCall.IsQueryable(property.Type):
                    return FromMember(getter, instance, ImmutableArray<IArgumentOperation>.Empty);

                case IPropertyReferenceOperation { Instance: { } owner } when (FlagsOf(query, model) & ApiFlags.Confined) != 0 && (FlagsOf(owner, model) & ApiFlags.Session) != 0:
                    return Found(owner);

                case ILocalReferenceOperation { Local: var local } when seen.Add(local):
                    var values = provenance.ValuesOf(local);
                    if (values.Count == 0 || values[0] is not { } first || !values.All(value => value is not null))
                        return null;

                    // A query that is refined step by step: every step belongs to it.
                    inputs.AddRange(values.Skip(1)!);
                    query = first;
                    break;

                case IParameterReferenceOperation or IFieldReferenceOperation when DatabaseCall.IsQueryable(query.Type):
                    return Open(query);

                default:
                    return null;
            }
        }

        return null;

        QuerySource Found(IOperation root) => new(root, inputs.ToImmutable(), IsEntry: false, isPaged, IsOpen: false);
        QuerySource Open(IOperation root) => new(root, inputs.ToImmutable(), IsEntry: false, isPaged, IsOpen: true);

        // A repository that hands out queries: each of its bodies must start at a table.
        QuerySource? FromMember(IMethodSymbol member, IOperation? instance, ImmutableArray<IArgumentOperation> arguments)
        {
            if (instance is null)
                return null;

            var targets = model.Implementations.TargetsOf(member);
            if (targets.IsEmpty)
                return Open(instance);
            if (depth >= DeepestCall || !targets.All(target => StartsAtTable(target, model, depth, out _)))
                return null;

            // A query object is handed the context that it asks.
            StartsAtTable(targets[0], model, depth, out var given);
            return Found(arguments.FirstOrDefault(argument => given is not null && argument.Parameter?.Ordinal == given.Ordinal)?.Value ?? instance);
        }
    }

    private static bool StartsAtTable(IMethodSymbol target, ConcurrencyModel model, int depth, out IParameterSymbol? given)
    {
        given = null;
        var bodies = model.Summaries.BodiesOf(target);
        var provenance = new Provenance(model, bodies);
        var results = bodies.SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>().Select(exit => exit.ReturnedValue).OfType<IOperation>().ToList();
        foreach (var result in results)
        {
            if (Of(result, model, provenance, depth + 1) is not { IsOpen: false } source || IsMade(source.Root, provenance))
                return false;
            given = (source.Root.Unwrapped() as IParameterReferenceOperation)?.Parameter;
        }

        return results.Count > 0;
    }

    /// <summary>True for a context that the method makes for itself.</summary>
    private static bool IsMade(IOperation root, Provenance provenance) =>
        root.Unwrapped() is IInvocationOperation or IObjectCreationOperation
        || (root.Unwrapped() is ILocalReferenceOperation { Local: var local } && provenance.ValuesOf(local).Any(value => value?.Unwrapped() is IInvocationOperation or IObjectCreationOperation or IAwaitOperation));

    /// <summary>The context that a table belongs to: <c>db</c> in <c>db.Orders</c> and in <c>db.Set&lt;Order&gt;()</c>; the table itself where it stands alone.</summary>
    private static IOperation? OwnerOf(IOperation table) => table switch
    {
        IPropertyReferenceOperation { Instance: { } instance } => instance,
        IInvocationOperation { Instance: { } instance } => instance,
        IInvocationOperation => null,
        IConditionalAccessInstanceOperation => null,
        _ => table,
    };

    private static ApiFlags FlagsOf(IOperation expression, ConcurrencyModel model) =>
        expression.Unwrapped().Type is INamedTypeSymbol type ? model.Apis.Of(type) : ApiFlags.None;
}
