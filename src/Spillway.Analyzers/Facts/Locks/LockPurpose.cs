using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Is a lock there to make users of one stream, connection or file take turns? Then waiting under it is its purpose.</summary>
internal static class LockPurpose
{
    // A command of a connection, and what is set on it one call after the other.
    private const int DeepestChain = 8;

    /// <summary>True when the lock guards what <paramref name="wait"/> waits for, and nothing else.</summary>
    public static bool IsToSerialise(IOperation innermost, Burden wait, HeldLock held, IOperation call, ConcurrencyModel model)
    {
        // Waiting for another process uses nothing that a lock could guard.
        if (wait.Kind == BlockKind.Process)
            return false;
        var resources = ResourcesOf(innermost, wait, call, model).ToList();
        if (resources.Count > 0 && !(wait.Kind == BlockKind.Database && resources.All(resource => ContextGuard.IsNone(resource, innermost, wait, held, call, model))))
            return true;

        // A lock of which every section does the same kind of work is there for that work.
        return wait.Kind == BlockKind.Disk && held.Lock.Root is LockRoot.Member or LockRoot.Static && EverySectionWaits(held.Lock, wait.Kind, model);
    }

    /// <summary>What is used that lives longer than the call and must not be used by two threads.</summary>
    public static IEnumerable<IOperation> ResourcesOf(IOperation innermost, Burden wait, IOperation call, ConcurrencyModel model) =>
        Participants(innermost).SelectMany(p => GuardedResources(p, model, wait, wait.Path.Length - 1)).Concat(Participants(call).SelectMany(p => GuardedResources(p, model, wait, 0)));

    private static IEnumerable<IOperation> Participants(IOperation operation)
    {
        var (instance, arguments) = operation switch
        {
            IInvocationOperation call => (call.Instance, call.Arguments),
            IObjectCreationOperation creation => (null, creation.Arguments),
            IPropertyReferenceOperation property => (property.Instance, property.Arguments),
            _ => (null, ImmutableArray<IArgumentOperation>.Empty),
        };
        return arguments.Select(argument => argument.Value).Concat(instance is null ? Enumerable.Empty<IOperation>() : new[] { instance });
    }

    /// <summary>What lives longer than the call and must not be used by two threads, and what made such a thing: the connection of a command.</summary>
    /// <param name="expression">What is used.</param>
    /// <param name="model">The compilation.</param>
    /// <param name="wait">The calls that lead there.</param>
    /// <param name="step">How many of them lie between the lock and the expression.</param>
    /// <param name="depth">How far the expression was followed.</param>
    private static IEnumerable<IOperation> GuardedResources(IOperation? expression, ConcurrencyModel model, Burden wait, int step, int depth = 0)
    {
        expression = expression?.Unwrapped();
        if (expression is ICoalesceOperation { Value: var first, WhenNull: var second } && depth <= DeepestChain)
            return GuardedResources(first, model, wait, step, depth + 1).Concat(GuardedResources(second, model, wait, step, depth + 1));
        if (expression is null || depth > DeepestChain || !IsConfined(expression, model))
            return Enumerable.Empty<IOperation>();

        return expression switch
        {
            // A part of what is confined itself, such as the body of a response, is as old as that.
            IPropertyReferenceOperation { Instance: { } owner } when owner.Unwrapped() is ILocalReferenceOperation or IParameterReferenceOperation && IsConfined(owner.Unwrapped(), model) =>
                GuardedResources(owner, model, wait, step, depth + 1),
            IParameterReferenceOperation { Parameter: var parameter } when ArgumentFor(parameter, model, wait, step) is { } passed => GuardedResources(passed, model, wait, step - 1, depth + 1),
            IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IConditionalAccessInstanceOperation => new[] { expression },
            ILocalReferenceOperation { Local: var local } => model.ProvenanceAt(expression).ValuesOf(local).SelectMany(value => GuardedResources(value, model, wait, step, depth + 1)),
            IInvocationOperation call => GuardedResources(call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null), model, wait, step, depth + 1),
            _ => Enumerable.Empty<IOperation>(),
        };
    }

    /// <summary>What the call passes that leads to the code with this parameter.</summary>
    private static IOperation? ArgumentFor(IParameterSymbol parameter, ConcurrencyModel model, Burden wait, int step) =>
        step > 0 && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } callee && model.OperationAt(wait.Path[step - 1].Location) is IInvocationOperation { TargetMethod: var target } call
        && target.Name == callee.Name && target.Parameters.Length == callee.Parameters.Length ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value : null;

    private static bool IsConfined(IOperation expression, ConcurrencyModel model) =>
        expression.Type is { } type && (model.Apis.Of(type) & (ApiFlags.Confined | ApiFlags.Transaction)) != 0;

    /// <summary>True for what a section guards besides the file: variables and collections.</summary>
    public static bool IsState(IFieldSymbol field, LockId id, ConcurrencyModel model) =>
        !field.IsConst && !SymbolEqualityComparer.Default.Equals(field.OriginalDefinition, id.Symbol)
        && !(field.IsReadOnly && model.Confinement.Of(field.Type).Safety is Safety.Immutable or Safety.Shareable or Safety.Confined or Safety.Unknown);

    private static bool EverySectionWaits(LockId id, BlockKind kind, ConcurrencyModel model)
    {
        foreach (var function in model.Locks.Index.FunctionsOf(id.Symbol!.ContainingType))
        {
            var sets = model.Locks.Of(function);
            foreach (var acquisition in sets.Acquisitions.Where(a => SymbolEqualityComparer.Default.Equals(a.Taken.Lock.Symbol, id.Symbol)))
            {
                if (model.Semantics(function.SyntaxTree).GetOperation(function) is not { } operation
                    || operation.Descendants().OfType<IFieldReferenceOperation>().Any(f => IsState(f.Field, id, model) && sets.At(f).Held.Any(h => h.Site == acquisition.Taken.Site))
                    || !operation.ChildOperations.SelectMany(CallSite.OperationsThatCall).Any(site =>
                        sets.At(site).Held.Any(h => h.Site == acquisition.Taken.Site) && model.Cost.Of(site).Kind is var one && (one == kind || one == BlockKind.Stream)))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
