using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>What a call asks of the database.</summary>
internal enum DatabaseCallKind
{
    /// <summary>Rows, a value, or whether there are any.</summary>
    Query,

    /// <summary>What belongs to an object that is loaded already.</summary>
    Navigation,

    /// <summary>Rows are changed or deleted where they are.</summary>
    Command,

    /// <summary>The changes that a context has gathered are sent.</summary>
    Save,
}

/// <summary>One round trip to a database.</summary>
/// <param name="Operation">The call, or the query that a loop runs over.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Name">The method, or the table for a query that a loop runs over.</param>
/// <param name="Root">The context or connection that it goes through.</param>
/// <param name="Inputs">Everything that says what is asked for.</param>
/// <param name="IsText">True for SQL as text.</param>
/// <param name="IsPaged">True when the query takes one page of its rows.</param>
internal sealed record DatabaseCall(IOperation Operation, DatabaseCallKind Kind, string Name, IOperation Root, ImmutableArray<IOperation> Inputs, bool IsText, bool IsPaged)
{
    /// <summary>True when it asks how many or how much there is, and not for the rows.</summary>
    public bool Counts => Operation is IInvocationOperation { TargetMethod.Name: "Count" or "CountAsync" or "LongCount" or "LongCountAsync" or "Sum" or "SumAsync" or "Average" or "AverageAsync" };

    /// <summary>The round trip that <paramref name="operation"/> itself makes; null where it makes none, or it is not known to.</summary>
    public static DatabaseCall? Of(IOperation operation, ConcurrencyModel model, Provenance provenance)
    {
        switch (operation)
        {
            case IInvocationOperation call when model.Apis.Of(call.TargetMethod) is var flags:
                if (IsSave(call.TargetMethod, model) && call.Instance is { } session)
                    return new DatabaseCall(call, DatabaseCallKind.Save, call.TargetMethod.Name, session, ImmutableArray<IOperation>.Empty, IsText: false, IsPaged: false);
                if ((flags & ApiFlags.Query) != 0)
                    return OfQuery(call, flags, model, provenance);

                return EndsQuery(call) ? OfSource(call, call.TargetMethod.Name, call.Arguments[0].Value, model, provenance) : null;

            case IForEachLoopOperation { Collection: var rows } when IsLazy(rows.Unwrapped().Type):
                return OfSource(rows, "foreach", rows, model, provenance);

            default:
                return null;
        }
    }

    /// <summary>True for a method that sends gathered changes, also where a context of the project's own overrides it.</summary>
    public static bool IsSave(IMethodSymbol method, ConcurrencyModel model)
    {
        for (var level = method; level is not null; level = level.OverriddenMethod)
        {
            if ((model.Apis.Of(level) & ApiFlags.Save) != 0)
                return true;
        }

        return false;
    }

    private static DatabaseCall? OfQuery(IInvocationOperation call, ApiFlags flags, ConcurrencyModel model, Provenance provenance)
    {
        var arguments = call.Arguments;
        var inputs = arguments.Select(argument => argument.Value).ToImmutableArray();
        if (call.Instance is null)
        {
            if (arguments.Length == 0)
                return null;

            // An operator at the end of a query, or an extension of a connection that takes SQL.
            return IsQueryable(arguments[0].Value.Unwrapped().Type)
                ? OfSource(call, call.TargetMethod.Name, arguments[0].Value, model, provenance)
                : SqlCommand.OfExtension(call, flags, model);
        }

        if (call.Instance.Unwrapped().Type is INamedTypeSymbol receiver && (model.Apis.Of(receiver) & (ApiFlags.Table | ApiFlags.Session)) != 0)
        {
            // 'db.Find<Order>(id)' and 'db.Orders.Find(id)'.
            var root = (model.Apis.Of(receiver) & ApiFlags.Session) != 0 ? call.Instance : QuerySource.Of(call.Instance, model, provenance)?.Root;
            return root is null ? null : new DatabaseCall(call, DatabaseCallKind.Query, call.TargetMethod.Name, root, inputs, IsText: false, IsPaged: false);
        }

        if (SqlCommand.OfCommand(call, flags, model, provenance) is { } command)
            return command;

        // 'db.Entry(order).Collection(o => o.Lines).Load()': the object is named at the start of the chain.
        return QuerySource.OfEntry(call.Instance, model, provenance) is { } entry
            ? new DatabaseCall(call, DatabaseCallKind.Navigation, call.TargetMethod.Name, entry.Root, entry.Inputs.AddRange(inputs), IsText: false, IsPaged: false)
            : null;
    }

    private static DatabaseCall? OfSource(IOperation operation, string name, IOperation source, ConcurrencyModel model, Provenance provenance)
    {
        if (QuerySource.Of(source, model, provenance) is not { } found)
            return null;

        var method = (operation as IInvocationOperation)?.TargetMethod;
        if (found.IsOpen && (method is null || method.ContainingAssembly.IsFramework()))
            return null;

        var inputs = operation is IInvocationOperation call ? found.Inputs.AddRange(call.Arguments.Skip(1).Select(argument => argument.Value)) : found.Inputs;
        var flags = method is null ? ApiFlags.None : model.Apis.Of(method);
        var kind = (flags & ApiFlags.Writes) != 0 ? DatabaseCallKind.Command : found.IsEntry ? DatabaseCallKind.Navigation : DatabaseCallKind.Query;
        return new DatabaseCall(operation, kind, name, found.Root, inputs, IsText: false, found.IsPaged);
    }

    /// <summary>True for an operator of sequences in memory that runs a query to its end: <c>query.ToList()</c>.</summary>
    private static bool EndsQuery(IInvocationOperation call) =>
        call is { Instance: null, Arguments.Length: > 0, TargetMethod: { IsExtensionMethod: true, ContainingType.Name: "Enumerable" } method }
        && method.ContainingAssembly.IsFramework()
        && !IsLazy(method.ReturnType)
        && IsLazy(call.Arguments[0].Value.Unwrapped().Type);

    /// <summary>True for types that run a query when they are enumerated, and not before.</summary>
    public static bool IsLazy(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition: var definition }
        && (definition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
            || definition is { TypeKind: TypeKind.Interface, Name: "IOrderedEnumerable" or "IAsyncEnumerable" }
            || IsQueryable(type));

    /// <summary>True for queries that a provider translates.</summary>
    public static bool IsQueryable(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && (IsQueryableItself(named) || named.AllInterfaces.Any(IsQueryableItself));

    private static bool IsQueryableItself(INamedTypeSymbol type) =>
        type is { Name: "IQueryable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };
}
