using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Does code by itself compute for so long that an event loop would notice? By what it calls, not by what it is called.</summary>
internal sealed class Computing
{
    // A call with nothing but constants up to this size is a small instance of whatever the callee does.
    private const int SmallInstance = 1_000;
    private const int SmallRecursion = 25;

    private readonly ConcurrencyModel _model;
    private readonly HeavyLoops _loops;
    private readonly Hinges _hinges;

    public Computing(ConcurrencyModel model, Hinges hinges)
    {
        _model = model;
        _hinges = hinges;
        _loops = new HeavyLoops(model);
    }

    /// <summary>What a single call computes.</summary>
    public Burden? OfCall(IOperation operation)
    {
        if (CallSite.TargetOf(operation) is not { } target)
            return null;

        var flags = _model.Apis.Of(target);
        var isSpread = (flags & (ApiFlags.Blocks | ApiFlags.Offloads)) == (ApiFlags.Blocks | ApiFlags.Offloads);
        var isHeavy = (flags & ApiFlags.Cpu) != 0 ? !IsFed(operation) && !ComputesBetweenWaits(target, flags) : isSpread || CompressesWhole(operation);
        if (!isHeavy && (flags & ApiFlags.Grows) == 0)
            return null;

        var work = new Burden(BlockKind.None, CallSite.NameOf(operation), ImmutableArray.Create(Witness.At(operation, "this computes for long"))) { IsSpread = isSpread };
        if (!isHeavy)
            return DataOf(operation) is { } data ? _hinges.ForSize(work, data, isParsed: NamingConventions.Parses(target.Name)) : null;
        return RoundsOf(operation) is { } rounds ? _hinges.ForRounds(work, rounds) : work;
    }

    /// <summary>What the loops of a body compute.</summary>
    public Burden? OfBody(IOperation body) => _loops.In(body);

    /// <summary>What one loop computes, where it does so for certain.</summary>
    public Burden? OfLoop(ILoopOperation loop) => _loops.OfLoop(loop);

    /// <summary>What a method computes by its loops and by calling itself.</summary>
    public Burden? OfMethod(IMethodSymbol method, ImmutableArray<IOperation> bodies)
    {
        Burden? hinged = null;
        foreach (var body in bodies)
        {
            var loops = OfBody(body);
            if ((loops is { Hinge: null } ? loops : Recursion.In(method, body, _model) ?? Backtracking.In(method, body, _model)) is { } burden)
                return burden;
            hinged ??= loops;
        }

        return hinged;
    }

    /// <summary>True when the callee is given a size that keeps its work small.</summary>
    public static bool IsSmallInstance(IOperation operation, Burden burden)
    {
        if (operation is not IInvocationOperation { Arguments: { Length: > 0 } arguments })
            return false;

        var most = burden.Kind == BlockKind.None && burden.Name.StartsWith(Recursion.Prefix, StringComparison.Ordinal) ? SmallRecursion : SmallInstance;
        return arguments.All(a => a.Value.ConstantValue is { HasValue: true, Value: int number } && number <= most);
    }

    /// <summary>What reads or writes a file piece by piece, and awaits each of them, gives others their turn.</summary>
    private static bool ComputesBetweenWaits(IMethodSymbol target, ApiFlags flags) => (flags & ApiFlags.Disk) != 0 && target.ReturnType.IsTaskLike();

    /// <summary>How often a key derivation goes round: said at the call, or where the object was made.</summary>
    private IOperation? RoundsOf(IOperation operation)
    {
        if (operation is not IInvocationOperation call)
            return null;
        if (Rounds(call.Arguments) is { } said)
            return said;

        var maker = call.Instance?.Unwrapped();
        if (maker is ILocalReferenceOperation { Local: var local } && _model.ProvenanceAt(maker).ValuesOf(local) is { Count: 1 } values)
            maker = values[0]?.Unwrapped();
        return maker is IObjectCreationOperation { Arguments: var made } ? Rounds(made) : null;
    }

    private static IOperation? Rounds(ImmutableArray<IArgumentOperation> arguments) =>
        arguments.FirstOrDefault(a => a.Parameter is { Name: var name } && NamingConventions.CountsRounds(name))?.Value;

    /// <summary>What a call works on: its first argument, or the object itself.</summary>
    private static IOperation? DataOf(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: "Sort" } => instance,
        IInvocationOperation { Arguments: { Length: > 0 } arguments } => arguments[0].Value,
        IObjectCreationOperation { Arguments: { Length: > 0 } arguments } => arguments[0].Value,
        _ => null,
    };

    /// <summary>True for a compressor that gets piece by piece what a loop waits for, or a constant: between the pieces others get their turn.</summary>
    private bool IsFed(IOperation operation) =>
        operation is IInvocationOperation { Instance.Type: { } type } call && IsCompressor(type)
        && (call.OwnAncestors().Any(around => around is ILoopOperation loop && loop.OwnOperations().Any(o => o is IAwaitOperation && !ReferenceEquals(o, call.Parent)))
            || call.Arguments.Any(a => IsWritten(a.Value)));

    /// <summary>True for bytes that stand in the code.</summary>
    private static bool IsWritten(IOperation bytes) => bytes.Unwrapped() switch
    {
        IConversionOperation { Operand: var converted } => IsWritten(converted),
        IInvocationOperation { TargetMethod.Name: "ToArray" or "AsMemory" or "AsSpan" } view => (view.Instance ?? view.Arguments.FirstOrDefault()?.Value) is { } viewed && IsWritten(viewed),
        IInvocationOperation { TargetMethod.Name: "GetBytes", Arguments: { Length: 1 } text } => text[0].Value.ConstantValue.HasValue,
        IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.All(e => e.ConstantValue.HasValue),
        var other => other.Syntax.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.Utf8StringLiteralExpression),
    };

    /// <summary>Copying from memory into a compressor: there is nothing to wait for between the pieces.</summary>
    private bool CompressesWhole(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "CopyTo" or "CopyToAsync", Instance: { } source, Arguments: { Length: > 0 } arguments }
        && IsCompressor(arguments[0].Value.Unwrapped().Type) && new Medium(_model).IsMemory(source);

    private bool IsCompressor(ITypeSymbol? type) => type is not null && (_model.Apis.Of(type) & ApiFlags.Compressor) != 0;
}
