using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is behind a stream, a reader, a writer or a query: memory, or something that has to be waited for.</summary>
internal sealed class Medium
{
    // A stream over a stream over a stream: nobody stacks more.
    private const int HighestStack = 8;

    private static readonly ImmutableHashSet<ISymbol> NothingSeen = ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default);

    // What a query is made of, behind variables, methods and other queries.
    private const int LongestQuery = 32;

    private static readonly string[] Transfers = { "Read", "Write", "ReadToEnd", "ReadLine" };

    private readonly ConcurrencyModel _model;

    public Medium(ConcurrencyModel model) => _model = model;

    /// <summary>What a call on a stream waits for: what any of the streams that it works with waits for.</summary>
    public BlockKind Of(IOperation operation)
    {
        var kind = BlockKind.None;
        var hasStream = false;
        foreach (var participant in Participants(operation))
        {
            hasStream = true;
            var one = Behind(participant, 0);
            if (kind is BlockKind.None or BlockKind.Stream && one != BlockKind.None)
                kind = one;
        }

        // Without a stream there is a path or an address.
        return hasStream ? kind : BlockKind.Disk;
    }

    /// <summary>True for a stream that is known to be in memory.</summary>
    public bool IsMemory(IOperation stream) => IsStream(stream.Unwrapped().Type) && Behind(stream, 0) == BlockKind.None;

    /// <summary>True for a call that runs the query it is made on: LINQ's own operators over an <c>IQueryable</c>.</summary>
    public bool RunsQuery(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } call =>
            IsLinq(method, "Enumerable") && RunsAtOnce(method) && call.Arguments.Length > 0 && IsQuery(call.Arguments[0].Value) && !IsInMemory(call.Arguments[0].Value),
        _ => IsQuery(operation) && !IsInMemory(operation),
    };

    /// <summary>True for an operator of a query over a collection of this process.</summary>
    public bool IsQueryInMemory(IInvocationOperation call) =>
        call.Arguments.Length > 0 && IsQuery(call.Arguments[0].Value) && IsInMemory(call.Arguments[0].Value);

    private IEnumerable<IOperation> Participants(IOperation operation)
    {
        var (instance, arguments) = operation switch
        {
            IInvocationOperation call => (call.Instance, call.Arguments),
            IObjectCreationOperation creation => (null, creation.Arguments),
            IPropertyReferenceOperation property => (property.Instance, property.Arguments),
            _ => (null, default),
        };

        if (instance is not null && IsStream(instance.Unwrapped().Type))
            yield return instance;
        if (arguments.IsDefault)
            yield break;

        foreach (var argument in arguments)
        {
            if (IsStream(argument.Value.Unwrapped().Type))
                yield return argument.Value;
        }
    }

    private BlockKind Behind(IOperation expression, int height)
    {
        expression = expression.Unwrapped();
        if (OfType(expression.Type) is { } kind)
            return kind;
        if (height > HighestStack)
            return BlockKind.Stream;

        switch (expression)
        {
            case IAwaitOperation { Operation: var awaited }:
                return Behind(awaited, height + 1);

            case IObjectCreationOperation { Arguments: var arguments }:
                return Wrapped(arguments, height) ?? (arguments.Any(a => a.Value.Type?.SpecialType == SpecialType.System_String) ? BlockKind.Disk : BlockKind.Stream);

            case IInvocationOperation call:
                return OfCall(call, height);

            // What a stream of its own does is reported where it is done.
            case IInstanceReferenceOperation:
                return BlockKind.None;

            case IPropertyReferenceOperation { Property: var property } when (_model.Apis.Of(property) & ApiFlags.Terminal) != 0:
                return BlockKind.Terminal;

            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member when _model.MemberValues.Of(member.Member) is { } kept:
                return AllOf(kept, height);

            case ILocalReferenceOperation { Local: var local }:
                return AllOf(_model.ProvenanceAt(expression).ValuesOf(local), height);

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return Behind(first, height + 1) is var left and not BlockKind.None ? left : Behind(second, height + 1);

            default:
                return BlockKind.Stream;
        }
    }

    private BlockKind AllOf(IReadOnlyList<IOperation?> values, int height)
    {
        BlockKind? all = null;
        foreach (var value in values)
        {
            if (value?.Unwrapped().ConstantValue is { HasValue: true, Value: null })
                continue;

            var one = value is null ? BlockKind.Stream : Behind(value, height + 1);
            all = all is null or BlockKind.None ? one : all;
        }

        return all ?? BlockKind.Stream;
    }

    private BlockKind OfCall(IInvocationOperation call, int height)
    {
        if (call.TargetMethod.Name == "ConfigureAwait" && call.Instance is { } awaited)
            return Behind(awaited, height + 1);

        var flags = _model.Apis.Of(call.TargetMethod);
        if ((flags & ApiFlags.Network) != 0)
            return BlockKind.Network;
        if ((flags & ApiFlags.Disk) != 0)
            return BlockKind.Disk;
        if ((flags & ApiFlags.Database) != 0)
            return BlockKind.Database;
        if ((flags & ApiFlags.Process) != 0)
            return BlockKind.Process;
        if (Made(call.TargetMethod, height) is { } made)
            return made;
        if (Wrapped(call.Arguments, height) is { } wrapped)
            return wrapped;

        // What is made anew without reaching the outside is memory.
        return (flags & (ApiFlags.Io | ApiFlags.Fresh)) == ApiFlags.Fresh ? BlockKind.None : BlockKind.Stream;
    }

    /// <summary>What a method in view makes, where every way out of it gives the same.</summary>
    private BlockKind? Made(IMethodSymbol method, int height)
    {
        if (height > 2 || _model.Implementations.TargetsOf(method) is not { Length: 1 } targets)
            return null;

        BlockKind? all = null;
        foreach (var body in _model.Summaries.BodiesOf(targets[0]))
        {
            foreach (var exit in body.OwnOperations().OfType<IReturnOperation>())
            {
                if (exit.ReturnedValue is not { } value)
                    continue;

                var one = Behind(value, height + 1);
                if (all is { } other && other != one)
                    return BlockKind.Stream;
                all = one;
            }
        }

        return all;
    }

    private BlockKind? Wrapped(ImmutableArray<IArgumentOperation> arguments, int height)
    {
        foreach (var argument in arguments)
        {
            if (IsStream(argument.Value.Unwrapped().Type))
                return Behind(argument.Value, height + 1);
        }

        return null;
    }

    /// <summary>What every object of this type is about, by what the catalogue says of its transfers; null where it does not say.</summary>
    private BlockKind? OfType(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol named || !IsStream(named))
            return null;

        foreach (var name in Transfers)
        {
            foreach (var member in named.GetMembers(name))
            {
                if (!_model.Apis.IsKnown(member))
                    continue;

                var flags = _model.Apis.Of(member);
                if ((flags & ApiFlags.Disk) != 0)
                    return BlockKind.Disk;
                if ((flags & ApiFlags.Network) != 0)
                    return BlockKind.Network;
                if ((flags & ApiFlags.Process) != 0)
                    return BlockKind.Process;
                return (flags & ApiFlags.Io) == 0 ? BlockKind.None : null;
            }
        }

        return null;
    }

    private static bool IsStream(ITypeSymbol? type)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level is { Name: "Stream" or "TextReader" or "TextWriter", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } }
                or { Name: "XmlReader" or "XmlWriter", ContainingNamespace: { Name: "Xml", ContainingNamespace.Name: "System" } })
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInMemory(IOperation query) => IsInMemory(query, 0, NothingSeen);

    private bool IsInMemory(IOperation query, int height, ImmutableHashSet<ISymbol> seen)
    {
        query = query.Unwrapped();
        if (height > LongestQuery)
            return false;

        switch (query)
        {
            case IInvocationOperation { TargetMethod.Name: "AsQueryable", Arguments: { Length: 1 } arguments } when !IsQuery(arguments[0].Value):
                return true;

            // What was not bound is not known to be a query.
            case IInvalidOperation:
                return true;

            case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: { Length: > 0 } unbound } when unbound[0].Value.Unwrapped() is IInvalidOperation or { Type: null or IErrorTypeSymbol }:
                return true;

            // A filter or an order is a query over what it is given, whoever applies it.
            case IInvocationOperation call when SourcesOf(call) is { Count: > 0 } sources:
                return sources.All(source => IsInMemory(source, height + 1, seen));

            case IInvocationOperation call:
                return Makes(call.TargetMethod, height, seen);

            // A query within a query's result has come along with it.
            case IPropertyReferenceOperation { Property.ContainingType.IsAnonymousType: true }:
                return true;

            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member when _model.MemberValues.Of(member.Member) is { } kept:
                return AreInMemory(member.Member, kept, height, seen);

            case IPropertyReferenceOperation { Property.GetMethod: { } getter }:
                return Makes(getter, height, seen);

            case ILocalReferenceOperation { Local: var local }:
                return AreInMemory(local, _model.ProvenanceAt(query).ValuesOf(local), height, seen);

            default:
                return false;
        }
    }

    // A variable that gets a query over itself is what its other values are.
    private bool AreInMemory(ISymbol variable, IReadOnlyList<IOperation?> values, int height, ImmutableHashSet<ISymbol> seen) =>
        seen.Contains(variable)
        || (values.Count > 0 && seen.Add(variable) is var more && values.All(value => value is not null && (!IsQuery(value) || IsInMemory(value, height + 1, more))));

    /// <summary>True for a method in view that gives a query over a collection of this process.</summary>
    private bool Makes(IMethodSymbol method, int height, ImmutableHashSet<ISymbol> seen) =>
        height <= 2 && _model.Implementations.TargetsOf(method) is { Length: > 0 } targets && targets.All(target =>
            _model.Summaries.BodiesOf(target).SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>().Where(exit => exit.ReturnedValue is not null).ToList() is { Count: > 0 } exits
            && exits.All(exit => !IsQuery(exit.ReturnedValue!) || IsInMemory(exit.ReturnedValue!, height + 1, seen)));

    private static List<IOperation> SourcesOf(IInvocationOperation call) =>
        call.Arguments.Select(argument => argument.Value).Concat(call.Instance is { } instance ? new[] { instance } : Enumerable.Empty<IOperation>())
            .Where(value => IsQuery(value) && value.Unwrapped() is not IInstanceReferenceOperation)
            .ToList();

    private static bool IsQuery(IOperation expression) =>
        expression.Unwrapped().Type is INamedTypeSymbol type && (IsQueryable(type) || type.AllInterfaces.Any(IsQueryable));

    private static bool IsQueryable(INamedTypeSymbol type) =>
        type is { Name: "IQueryable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };

    private static bool IsLinq(IMethodSymbol method, string type) =>
        method.ContainingType is { ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } } holder && holder.Name == type;

    /// <summary>Operators whose result is no sequence that waits to be enumerated.</summary>
    private static bool RunsAtOnce(IMethodSymbol method) =>
        method.Name is not "AsEnumerable" && method.ReturnType.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T;
}
