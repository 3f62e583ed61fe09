using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is behind a stream, a reader or a writer: memory, or something that has to be waited for.</summary>
internal sealed class Medium
{
    // A stream over a stream over a stream: nobody stacks more.
    private const int HighestStack = 8;

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

    /// <summary>What is behind a stream, a reader or a writer.</summary>
    public BlockKind Behind(IOperation stream) => Behind(stream, 0);

    /// <summary>True for a stream that is known to be in memory.</summary>
    public bool IsMemory(IOperation stream) => IsStream(stream.Unwrapped().Type) && Behind(stream, 0) == BlockKind.None;

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

            // Stream.Null and its like lead nowhere.
            case IFieldReferenceOperation { Field: { Name: "Null", IsStatic: true, ContainingType: { ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } } }:
                return BlockKind.None;

            // What a stream of its own does is reported where it is done.
            case IInstanceReferenceOperation:
                return BlockKind.None;

            case IPropertyReferenceOperation { Property: var property } when (_model.Apis.Of(property) & ApiFlags.Terminal) != 0:
                return BlockKind.Terminal;

            // A pipe takes what is written to it, until it is full.
            case IPropertyReferenceOperation { Property: { Name: "StandardInput", ContainingType: { Name: "Process", ContainingNamespace.Name: "Diagnostics" } } }:
                return BlockKind.Stream;

            case IPropertyReferenceOperation { Property: var pipe } when (_model.Apis.Of(pipe) & ApiFlags.Process) != 0:
                return BlockKind.Process;

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
            return BufferedResponses.Read(call, _model) ? BlockKind.None : BlockKind.Network;
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

        // An entry is where its archive is.
        if (call is { Instance: { } holder, TargetMethod.ContainingNamespace: { Name: "Compression", ContainingNamespace.Name: "IO" } })
            return Behind(holder, height + 1);

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

    private static bool IsStream(ITypeSymbol? type) => type.SelfAndBases().Any(level =>
        level is { Name: "Stream" or "TextReader" or "TextWriter", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } }
            or { Name: "XmlReader" or "XmlWriter", ContainingNamespace: { Name: "Xml", ContainingNamespace.Name: "System" } });
}
