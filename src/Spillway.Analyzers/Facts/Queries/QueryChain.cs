using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Follows a query from its last operator back to where it starts, and gathers what is said of it on the way.</summary>
internal sealed class QueryChain
{
    // A query that is put together by more steps than this is not read by anybody either.
    public const int LongestQuery = 40;

    // How many methods that hand out queries may call each other.
    private const int DeepestCall = 3;

    private readonly ConcurrencyModel _model;
    private readonly Provenance _provenance;
    private readonly int _depth;
    private readonly ImmutableArray<IOperation>.Builder _inputs = ImmutableArray.CreateBuilder<IOperation>();
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private bool _isPaged;

    // Only a query of a database takes the operators that its library brings along.
    private bool _isOfDatabase;

    public QueryChain(ConcurrencyModel model, Provenance provenance, int depth)
    {
        _model = model;
        _provenance = provenance;
        _depth = depth;
    }

    /// <summary>The start of the query; null for sequences in memory and for what cannot be followed.</summary>
    public QuerySource? Follow(IOperation? query)
    {
        for (var i = 0; i < LongestQuery && query is not null; i++)
        {
            query = query.Unwrapped();
            if ((FlagsOf(query, _model) & ApiFlags.Table) != 0)
                return OwnerOf(query) is { } owner ? Found(owner) : null;

            switch (query)
            {
                case ITranslatedQueryOperation { Operation: var translated }:
                    query = translated;
                    break;

                case IInvocationOperation { Instance: null, TargetMethod.IsExtensionMethod: true, Arguments.Length: > 0 } call:
                    query = BehindOperator(call);
                    break;

                // 'db.Database.SqlQuery<Order>(…)' stands on the facade; 'db.Entry(order).Collection(…).Query()' on the entry.
                case IInvocationOperation { Instance: { } instance } call when call.TargetMethod.DeclaringSyntaxReferences.IsEmpty:
                    if (QuerySource.OfEntry(query, _model, _provenance) is { } entry)
                        return new QuerySource(entry.Root, _inputs.ToImmutable().AddRange(entry.Inputs), entry.Inputs.Length > 0, _isPaged, IsOpen: false);
                    _inputs.AddRange(call.Arguments.Select(argument => argument.Value));
                    if (!DatabaseCall.IsQueryable(call.Type))
                        return null;
                    if (!DatabaseCall.IsQueryable(instance.Type))
                        return Open(instance);
                    query = instance;
                    break;

                case IInvocationOperation call when DatabaseCall.IsQueryable(call.Type):
                    _inputs.AddRange(call.Arguments.Select(argument => argument.Value));
                    return FromMember(call.TargetMethod, call.Instance, call.Arguments);

                case IPropertyReferenceOperation { Property: { GetMethod: { } getter } property, Instance: var instance } when DatabaseCall.IsQueryable(property.Type):
                    return FromMember(getter, instance, ImmutableArray<IArgumentOperation>.Empty);

                case IPropertyReferenceOperation { Instance: { } holder } when (FlagsOf(query, _model) & ApiFlags.Confined) != 0 && (FlagsOf(holder, _model) & ApiFlags.Session) != 0:
                    return Found(holder);

                case ILocalReferenceOperation { Local: var local } when _seen.Add(local):
                    query = BehindVariable(local);
                    break;

                case IParameterReferenceOperation or IFieldReferenceOperation when DatabaseCall.IsQueryable(query.Type):
                    return Open(query);

                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>What an operator such as <c>Where</c> stands on; null where that is in memory, or is text of which nothing is known.</summary>
    private IOperation? BehindOperator(IInvocationOperation call)
    {
        var arguments = call.Arguments;
        _isPaged |= call.TargetMethod.Name == "Skip";
        _isOfDatabase |= !call.TargetMethod.ContainingAssembly.IsFramework() && call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && _model.Apis.Of(call.TargetMethod) != ApiFlags.None;
        if (call.TargetMethod.Name is "FromSqlRaw" or "FromSql" or "FromSqlInterpolated" && (arguments.Length < 2 || !SqlCommand.IsPlain(arguments[1].Value)))
            return null;

        _inputs.AddRange(arguments.Skip(1).Select(argument => argument.Value));
        var query = arguments[0].Value;

        // 'list.AsQueryable()' and all that stands on it stays in memory; so does what has been read already.
        if (!DatabaseCall.IsLazy(query.Unwrapped().Type) && (FlagsOf(query, _model) & ApiFlags.Confined) == 0)
            return null;
        return call.TargetMethod.Name == "AsQueryable" && !DatabaseCall.IsQueryable(query.Unwrapped().Type) ? null : query;
    }

    /// <summary>The first query that a variable holds. One that is refined step by step has the steps as its own.</summary>
    private IOperation? BehindVariable(ILocalSymbol local)
    {
        var values = _provenance.ValuesOf(local);
        if (values.Count == 0 || !values.All(value => value is not null))
            return null;

        _inputs.AddRange(values.Skip(1)!);
        return values[0];
    }

    /// <summary>A repository that hands out queries: each of its bodies must start at a table.</summary>
    private QuerySource? FromMember(IMethodSymbol member, IOperation? instance, ImmutableArray<IArgumentOperation> arguments)
    {
        if (instance is null)
            return null;

        var targets = _model.Implementations.TargetsOf(member);
        if (targets.IsEmpty)
            return Open(instance);
        if (_depth >= DeepestCall || !targets.All(target => StartsAtTable(target, out _)))
            return null;

        // A query object is handed the context that it asks.
        StartsAtTable(targets[0], out var given);
        return Found(arguments.FirstOrDefault(argument => given is not null && argument.Parameter?.Ordinal == given.Ordinal)?.Value ?? instance);
    }

    private bool StartsAtTable(IMethodSymbol target, out IParameterSymbol? given)
    {
        given = null;
        var bodies = _model.Summaries.BodiesOf(target);
        var provenance = new Provenance(_model, bodies);
        var results = bodies.SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>().Select(exit => exit.ReturnedValue).OfType<IOperation>().ToList();
        foreach (var result in results)
        {
            if (new QueryChain(_model, provenance, _depth + 1).Follow(result) is not { IsOpen: false } source || IsMade(source.Root, provenance))
                return false;
            given = (source.Root.Unwrapped() as IParameterReferenceOperation)?.Parameter;
        }

        return results.Count > 0;
    }

    private QuerySource Found(IOperation root) => new(root, _inputs.ToImmutable(), IsEntry: false, _isPaged, IsOpen: false);

    private QuerySource Open(IOperation root) => new(root, _inputs.ToImmutable(), IsEntry: false, _isPaged, IsOpen: !_isOfDatabase);

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

    /// <summary>What is known of the type of an expression.</summary>
    public static ApiFlags FlagsOf(IOperation expression, ConcurrencyModel model) =>
        expression.Unwrapped().Type is INamedTypeSymbol type ? model.Apis.Of(type) : ApiFlags.None;
}
