using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Which queries does a database answer? Those that begin, on every way that is in view, with a set of Entity Framework or of another mapper. <c>IQueryable</c> alone says
/// nothing: lists, document stores and web services hide behind it too.
/// </summary>
internal sealed class DatabaseQueries
{
    private static readonly ImmutableHashSet<ISymbol> NothingSeen = ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default);

    private static readonly string[] Mappers = { "Microsoft.EntityFrameworkCore", "System.Data.Entity", "LinqToDB" };

    // What a query is made of, behind variables, methods and other queries.
    private const int LongestQuery = 32;

    // Queries that are put together from each other in many ways are asked for no longer than this.
    private const int MostSteps = 500;

    private readonly ConcurrencyModel _model;
    private int _left = MostSteps;

    public DatabaseQueries(ConcurrencyModel model) => _model = model;

    /// <summary>True for a call that runs the query it is made on, with LINQ's own operators, and for a query that a loop runs.</summary>
    public bool AreRunBy(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } call =>
            IsLinq(method, "Enumerable") && RunsAtOnce(method) && call.Arguments.Length > 0 && IsQuery(call.Arguments[0].Value) && IsOver(call.Arguments[0].Value),
        _ => IsQuery(operation) && IsOver(operation),
    };

    /// <summary>True for LINQ's operator on a query of which nobody shows that a database answers it.</summary>
    public bool IsOverSomethingElse(IInvocationOperation call) =>
        IsLinq(call.TargetMethod, "Queryable") && call.Arguments.Length > 0 && IsQuery(call.Arguments[0].Value) && !IsOver(call.Arguments[0].Value);

    /// <summary>Each question has steps of its own.</summary>
    private bool IsOver(IOperation query) => new DatabaseQueries(_model).IsOver(query, 0, NothingSeen);

    private bool IsOver(IOperation? query, int height, ImmutableHashSet<ISymbol> seen)
    {
        if (query is null || height > LongestQuery || --_left < 0)
            return false;

        query = query.Unwrapped();
        switch (query)
        {
            case IInvalidOperation:
                return false;

            case ITranslatedQueryOperation { Operation: var translated }:
                return IsOver(translated, height + 1, seen);

            case IAwaitOperation { Operation: var awaited }:
                return IsOver(awaited, height + 1, seen);

            // A filter or an order is a query over what it is given, whoever applies it.
            case IInvocationOperation call when SourcesOf(call) is { Count: > 0 } sources:
                return sources.Any(source => IsOver(source, height + 1, seen) || IsSet(call.TargetMethod.ContainingType) && IsOutOfView(source, height + 1));

            case IInvocationOperation { TargetMethod.Name: "AsQueryable" }:
                return false;

            case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured }:
                return IsOver(configured, height + 1, seen);

            case IInvocationOperation call:
                return IsSet(call.Type) || Makes(call.TargetMethod, height, seen);

            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member:
                return IsSet(member.Type)
                    || (_model.MemberValues.Of(member.Member) is { } kept ? AreOver(member.Member, kept, height, seen)
                        : member is IPropertyReferenceOperation { Property: { GetMethod: { } getter, ContainingType.IsAnonymousType: false } } && Makes(getter, height, seen));

            case ILocalReferenceOperation { Local: var local }:
                return IsSet(local.Type) || AreOver(local, _model.ProvenanceAt(query).ValuesOf(local), height, seen);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return IsSet(parameter.Type) || IsPassed(parameter, height, seen);

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return IsOver(first, height + 1, seen) && IsOver(second, height + 1, seen);

            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return IsOver(first, height + 1, seen) && (IsOver(second, height + 1, seen) || second.Unwrapped() is IThrowOperation);

            case ISwitchExpressionOperation { Arms: { IsEmpty: false } arms }:
                return arms.All(arm => arm.Value.Unwrapped() is IThrowOperation || IsOver(arm.Value, height + 1, seen));

            default:
                return false;
        }
    }

    /// <summary>
    /// True for a query that begins in code which is not in view, such as a repository of another project. What is then said to a mapper alone (which related rows to bring along, not to track them)
    /// tells that one answers it: over anything else it would say nothing.
    /// </summary>
    private bool IsOutOfView(IOperation query, int height)
    {
        if (height > LongestQuery || --_left < 0)
            return false;

        query = query.Unwrapped();
        return query switch
        {
            IInvocationOperation call when SourcesOf(call) is { Count: > 0 } sources => sources.All(source => IsOutOfView(source, height + 1)),
            IInvocationOperation { TargetMethod: var method } => IsUnknown(method),
            IPropertyReferenceOperation { Property.GetMethod: { } getter } => IsUnknown(getter),
            ILocalReferenceOperation { Local: var local } => _model.ProvenanceAt(query).ValuesOf(local) is { Count: 1 } values && values[0] is { } value && IsOutOfView(value, height + 1),
            _ => false,
        };

        bool IsUnknown(IMethodSymbol method) => !method.ContainingAssembly.IsFramework() && _model.Implementations.TargetsOf(method).All(target => _model.Summaries.BodiesOf(target).IsEmpty);
    }

    // A variable that gets a query over itself is what its other values are.
    private bool AreOver(ISymbol variable, IReadOnlyList<IOperation?> values, int height, ImmutableHashSet<ISymbol> seen) =>
        seen.Contains(variable)
        || (values.Count > 0 && seen.Add(variable) is var more
            && values.All(value => value is { ConstantValue: { HasValue: true, Value: null } } || IsOver(value, height + 1, more))
            && values.Any(value => value is not { ConstantValue: { HasValue: true, Value: null } }));

    /// <summary>True for a method in view that gives a query over a database, on every way out.</summary>
    private bool Makes(IMethodSymbol method, int height, ImmutableHashSet<ISymbol> seen) =>
        !seen.Contains(method.OriginalDefinition) && seen.Add(method.OriginalDefinition) is var more
        && _model.Implementations.TargetsOf(method) is { Length: > 0 } targets && targets.All(target =>
            _model.Summaries.BodiesOf(target).SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>().Where(exit => exit.ReturnedValue is not null).ToList() is { Count: > 0 } exits
            && exits.All(exit => IsOver(exit.ReturnedValue, height + 1, more)));

    /// <summary>What all callers of a private method or a local function pass.</summary>
    private bool IsPassed(IParameterSymbol parameter, int height, ImmutableHashSet<ISymbol> seen)
    {
        if (seen.Contains(parameter) || parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
            || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration || !_model.Compilation.ContainsSyntaxTree(declaration.SyntaxTree)
            || AsyncReach.CallsOf(declaration, _model.Semantics) is not { Count: > 0 } calls)
        {
            return false;
        }

        var more = seen.Add(parameter);
        return calls.All(call => _model.Semantics(call.SyntaxTree).GetOperation(call) is IInvocationOperation made
            && IsOver(made.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value, height + 1, more));
    }

    private static List<IOperation> SourcesOf(IInvocationOperation call) =>
        call.Arguments.Select(argument => argument.Value).Concat(call.Instance is { } instance ? new[] { instance } : Enumerable.Empty<IOperation>())
            .Where(value => IsQuery(value) && value.Unwrapped() is not IInstanceReferenceOperation)
            .ToList();

    /// <summary>A set of a context, or whatever else a mapper's own type stands for.</summary>
    private static bool IsSet(ITypeSymbol? type) => type.SelfAndBases()
        .Select(level => level.ContainingNamespace?.ToDisplayString() ?? "")
        .Any(space => Array.Exists(Mappers, mapper => space.StartsWith(mapper, StringComparison.Ordinal)));

    private static bool IsQuery(IOperation expression) =>
        DatabaseCall.IsQueryable(expression.Unwrapped().Type);

    private static bool IsLinq(IMethodSymbol method, string type) =>
        method.ContainingType is { ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } } holder && holder.Name == type;

    /// <summary>Operators whose result is no sequence that waits to be enumerated.</summary>
    private static bool RunsAtOnce(IMethodSymbol method) =>
        method.Name is not "AsEnumerable" && method.ReturnType.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T;
}
