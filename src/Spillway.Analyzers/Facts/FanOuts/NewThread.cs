using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A thread that is made again and again.</summary>
/// <param name="Creation">Where it is made.</param>
/// <param name="Often">How often, in words.</param>
/// <param name="Because">What shows it.</param>
internal sealed record NewThread(IObjectCreationOperation Creation, string Often, Witness Because)
{
    /// <summary>True where code that a framework calls leads to it through others: what they are for may be rare, which no call shows.</summary>
    public bool IsFar { get; init; }
}

/// <summary>Finds threads that one body of code makes for each item, connection, request, message or tick.</summary>
internal static class NewThreadReader
{
    public static ImmutableArray<NewThread> Read(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<NewThread>();
        var operations = method.Operations;

        // Two readers of its pipes cost nothing beside another process.
        if (operations.Any(StartsProcess))
            return ImmutableArray<NewThread>.Empty;

        foreach (var creation in operations.OfType<IObjectCreationOperation>())
        {
            if (IsThread(creation.Type) && !HasNeedOfItsOwn(creation, operations) && Repeated(creation, method) is { } repeated)
                found.Add(repeated);
        }

        return found.ToImmutable();
    }

    private static NewThread? Repeated(IObjectCreationOperation creation, MethodFacts method)
    {
        var work = new StartedWorkReader(method);
        var loops = creation.OwnAncestors().OfType<ILoopOperation>().ToImmutableArray();
        foreach (var loop in loops)
        {
            if (FanOutBounds.OfLoops(ImmutableArray.Create(loop), null, work, method.Model) is { } bound && bound.Label.IndexOf("next item", System.StringComparison.Ordinal) < 0)
                return null;

            // A loop that waits for its thread has one at a time.
            if (loop.Body.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod: { Name: "Join", ContainingType: var type } } && IsThread(type)))
                return null;
        }

        foreach (var loop in loops)
        {
            if (FanOutReader.IsPump(loop))
            {
                var effects = work.EffectsOf(loop.Body);
                if ((effects.Pump ?? effects.Io) is { } arrival)
                    return new NewThread(creation, "for everything that arrives", arrival with { Label = "what arrives is taken here" });
            }
            else if (loop is IForEachLoopOperation { Collection: var source } && source.Unwrapped() is IInvocationOperation taken && (method.Model.Apis.Of(taken.TargetMethod) & ApiFlags.Pump) != 0)
            {
                return new NewThread(creation, "for everything that arrives", Witness.At(taken, "what arrives is taken here"));
            }
            else if (Origin.OfCheckedIterations(loop, method.Model) is { IsData: true } count)
            {
                return new NewThread(creation, $"for each item, and how many there are comes from {count.Source}", Witness.At(LoopShape.Header(loop), $"how many there are comes from {count.Source}"));
            }
        }

        if (loops.IsEmpty && Lambdas.ItemsOf(method) is { } items && Origin.OfCheckedItems(items, method.Model) is { IsData: true } each)
            return new NewThread(creation, $"for each item, and how many there are comes from {each.Source}", Witness.At(items, $"how many there are comes from {each.Source}"));

        // Events of other kinds may be as rare as a start of the program, and what is kept after the first time happens once.
        if (!loops.IsEmpty || FirstTimeOnly.Is(creation))
            return null;
        if ((method.RootAround ?? CallingRoot(method)) is { Occasion: Occasion.Request or Occasion.Message or Occasion.Timer } root)
            return new NewThread(creation, root.Frequency, root.Because);

        return !IsChoice(creation) && method.Model.OftenRun.ThroughCallers(method) is { } often ? new NewThread(creation, often.Words, often.Because[0]) { IsFar = true } : null;
    }

    /// <summary>What only some calls do may be rare.</summary>
    private static bool IsChoice(IOperation operation) => operation.OwnAncestors().Any(around => around is IConditionalOperation or ISwitchOperation or ICatchClauseOperation);

    /// <summary>The root that calls a method of its own which nobody else can call.</summary>
    private static Root? CallingRoot(MethodFacts method)
    {
        var model = method.Model;
        if (method.Symbol is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private } own || own.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration
            || AsyncReach.CallsOf(declaration, model.Semantics, model.TreesWith) is not { } calls)
        {
            return null;
        }

        foreach (var call in calls)
        {
            if (model.Semantics(call.SyntaxTree).GetOperation(call) is { } operation && !FirstTimeOnly.Is(operation)
                && model.Semantics(call.SyntaxTree).GetEnclosingSymbol(call.SpanStart) is IMethodSymbol { MethodKind: MethodKind.Ordinary } caller && model.Roots.Of(caller) is { } root)
            {
                return root;
            }
        }

        return null;
    }

    /// <summary>Work that needs a thread with properties of its own, such as an apartment or a larger stack.</summary>
    private static bool HasNeedOfItsOwn(IObjectCreationOperation creation, IReadOnlyList<IOperation> operations) =>
        creation.Arguments.Length > 1 || operations.OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name is "SetApartmentState" or "TrySetApartmentState" && IsThread(call.TargetMethod.ContainingType));

    private static bool StartsProcess(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Start", ContainingType: { Name: "Process", ContainingNamespace: { Name: "Diagnostics", ContainingNamespace.Name: "System" } } } };

    private static bool IsThread(ITypeSymbol? type) =>
        type is { Name: "Thread", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };
}
