using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Why a place could await instead of waiting.</summary>
/// <param name="Text">The reason, in words that end a message.</param>
/// <param name="Others">Which rules of other packages say so too.</param>
/// <param name="Because">The evidence.</param>
internal sealed record WaitReason(string Text, string[] Others, ImmutableArray<Witness> Because)
{
    /// <summary>True where an await can be written where the wait stands, perhaps in a function that becomes async.</summary>
    public bool IsInReach { get; init; } = true;

    /// <summary>True where the code would have to take another form first: a method for a property, a loop for a callback.</summary>
    public bool NeedsOtherForm { get; init; }
}

/// <summary>Could the code at a place await instead of waiting?</summary>
internal static class WaitVerdict
{
    private static readonly string[] InAsync = { "AsyncFixer02", "CA1849", "MA0042", "S4462", "VSTHRD103" };
    private static readonly string[] Promising = { "S4462", "VSTHRD103" };
    private static readonly string[] Elsewhere = { "S4462", "VSTHRD002" };

    /// <summary>Why it could; null where it cannot, or where that is not known.</summary>
    public static WaitReason? Of(IOperation operation, MethodFacts method)
    {
        if (method.Symbol is not { } symbol)
            return null;

        var syntax = operation.Syntax;
        var function = AwaitPlace.FunctionAround(syntax);
        var isAsync = AwaitPlace.IsAsync(function, syntax);
        var semantics = method.Model.Semantics(syntax.SyntaxTree);
        switch (AwaitPlace.ObstacleAt(syntax))
        {
            // The lock is what keeps this code from awaiting: whoever wants the lock queues behind the task.
            case AwaitObstacle.Lock when isAsync || symbol.ReturnType.IsTaskLike():
                var held = syntax.Ancestors().OfType<LockStatementSyntax>().First();
                return Wait($"because the lock on '{held.Expression}' around it rules out await", InAsync, ImmutableArray.Create(Witness.At(held.Expression, "this lock is held meanwhile"))) with { IsInReach = false };

            case AwaitObstacle.Lock or AwaitObstacle.Language:
                return null;
        }

        if (isAsync)
            return Wait($"though {Named(symbol)} is async and could await it", InAsync, Declared(symbol, "this is async"));

        if (function is null)
            return null;

        if (AsyncForm.ReturnsTask(function, semantics))
        {
            return ReachOf(function, method) is not null
                ? Wait($"though {Named(symbol)} returns a task and could await it", Promising, Declared(symbol, "this returns a task"))
                : null;
        }

        // A framework that looks at what comes back awaits a task as gladly.
        if (method.Root is { Occasion: Occasion.Request } root && IsFree(symbol, operation) && AsyncForm.IsPossible(function, semantics))
            return Wait($"though the framework that calls '{root.Name}' {root.Frequency} would await a task", Elsewhere, ImmutableArray.Create(root.Because));

        // What a framework calls by a synchronous interface can as well be given to it by the asynchronous one.
        if (method.Root is { Occasion: Occasion.Request } called && AsyncTwinOf(symbol, method.Model.Compilation) is { } twin)
            return Wait($"though '{twin.Name}' would let the framework that calls '{called.Name}' {called.Frequency} await it", Elsewhere, ImmutableArray.Create(called.Because)) with { IsInReach = false };

        // The thread of a user interface is the one that most tasks need to continue. Its handlers may be async without a task.
        if (method.Root is { Occasion: Occasion.Ui } handled && EventHandlers.Handles(function, semantics) && AsyncForm.IsPossible(function, semantics))
            return Wait($"though '{handled.Name}' is handled on the thread of the user interface, and a handler may be async", Elsewhere, ImmutableArray.Create(handled.Because));

        // Of what it calls in two forms, the framework awaits the other one.
        if (method.Root is { Occasion: Occasion.Ui } shown && AsyncSibling.Of(symbol, method.Model) is { } sibling)
            return Wait($"though '{sibling.Name}', which the framework calls right after '{shown.Name}', could await it", Elsewhere, ImmutableArray.Create(shown.Because)) with { IsInReach = false };

        // What calls it may want the answer at once; that is out of view, so this is for the author to change.
        if (method.Root is { Occasion: Occasion.Ui } marked && method.Model.Roots.IsMarked(symbol) && IsFree(symbol, operation) && AsyncForm.IsPossible(function, semantics))
            return Wait($"though the framework that calls '{marked.Name}' {marked.Frequency} would await a task", Elsewhere, ImmutableArray.Create(marked.Because)) with { IsInReach = false };

        // Each tick takes a thread, and may find the one before still waiting.
        if (method.Root is { Occasion: Occasion.Timer } ticked && symbol.ReturnsVoid && method.Model.Compilation.GetTypeByMetadataName("System.Threading.PeriodicTimer") is not null)
            return Wait($"though a loop over a 'PeriodicTimer' could await it, which '{ticked.Name}' cannot", Elsewhere, ImmutableArray.Create(ticked.Because)) with { IsInReach = false, NeedsOtherForm = true };

        if (symbol.MethodKind == MethodKind.PropertyGet && RequestState.Of(symbol.ContainingType, method.Model) is { } state)
            return Wait($"though '{symbol.ContainingType.Name}' answers for one request, which could await a method in place of the property", Elsewhere, ImmutableArray.Create(state)) with { IsInReach = false, NeedsOtherForm = true };

        // A private property is a private method by another name, which everybody who asks could await.
        if (symbol is { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet, AssociatedSymbol.Name: var property } && AccessorCallers.ThatCouldAwait(symbol, method.Model) is { IsEmpty: false } uses)
            return Wait($"though all that use '{property}' are async and could await a method in its place", Elsewhere, uses.Select(use => Witness.At(use, "this is async code")).ToImmutableArray()) with { IsInReach = false, NeedsOtherForm = true };

        if (function is AnonymousFunctionExpressionSyntax)
            return Inline(operation, method);

        return ReachOf(function, method) is { } reach
            ? Wait($"though {Named(symbol)} and its callers could await it", Elsewhere, reach.Calls.Select(call => Witness.At(call, "this caller could await")).ToImmutableArray())
            : null;
    }

    private static AsyncReach? ReachOf(SyntaxNode function, MethodFacts method) =>
        AsyncReach.Of(function, method.Model.Semantics, method.Model.TreesWith) is { } reach && (!reach.EndsInHandlers || method.Model.Roots.Host == HostKind.Ui) ? reach : null;

    /// <summary>True where neither an interface nor a base class nor a delegate's type says what must be returned.</summary>
    private static bool IsFree(IMethodSymbol symbol, IOperation operation)
    {
        if (symbol.MethodKind == MethodKind.AnonymousFunction)
            return EnclosingLambda(operation)?.Parent is IDelegateCreationOperation { Parent: IConversionOperation { Type: { Name: "Delegate", ContainingNamespace.Name: "System" } } };

        return symbol is { MethodKind: MethodKind.Ordinary, IsOverride: false, ExplicitInterfaceImplementations.IsEmpty: true }
            && !symbol.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(symbol.Name))
                .Any(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol));
    }

    /// <summary>The asynchronous interface beside the one that the method implements: <c>IAsyncActionFilter</c> beside <c>IActionFilter</c>.</summary>
    private static INamedTypeSymbol? AsyncTwinOf(IMethodSymbol symbol, Compilation compilation)
    {
        while (symbol.OverriddenMethod is { } overridden)
            symbol = overridden;
        return symbol.ContainingType?.AllInterfaces
            .Where(type => type.Name.Length > 1 && type.GetMembers().Any(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol)))
            .Select(type => compilation.GetTypeByMetadataName($"{type.ContainingNamespace.ToDisplayString()}.IAsync{type.Name.Substring(1)}"))
            .FirstOrDefault(twin => twin is not null);
    }

    /// <summary>A lambda that a query or a loop of the library, or a method in source, runs on the spot is part of the async code around it.</summary>
    private static WaitReason? Inline(IOperation operation, MethodFacts method)
    {
        var lambda = EnclosingLambda(operation);
        while (lambda is { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } argument } })
        {
            var flags = method.Model.Apis.Of(call.TargetMethod);
            if ((flags & ApiFlags.Invokes) == 0 && !method.Model.GivenFunctions.Runs(argument) || (flags & ApiFlags.Offloads) != 0 || call.Type.IsTaskLike() || TaskApis.Of(call.TargetMethod) != TaskApi.None
                || AwaitPlace.ObstacleAt(call.Syntax) != AwaitObstacle.None)
            {
                return null;
            }

            if (AwaitPlace.IsAsync(AwaitPlace.FunctionAround(call.Syntax), call.Syntax))
                return Wait($"in a lambda that '{call.TargetMethod.Name}' runs inside async code", Elsewhere, ImmutableArray.Create(Witness.At(call, "the lambda runs within this call"))) with { IsInReach = false };

            lambda = EnclosingLambda(call);
        }

        return null;
    }

    private static WaitReason Wait(string reason, string[] others, ImmutableArray<Witness> because) => new(reason, others, because);

    private static IAnonymousFunctionOperation? EnclosingLambda(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILocalFunctionOperation)
                return null;
            if (current is IAnonymousFunctionOperation lambda)
                return lambda;
        }

        return null;
    }

    private static string Named(IMethodSymbol symbol) => symbol.MethodKind switch
    {
        MethodKind.AnonymousFunction => "the lambda around it",
        _ when symbol.CanBeReferencedByName => $"'{symbol.Name}'",
        _ => "the program",
    };

    private static ImmutableArray<Witness> Declared(IMethodSymbol symbol, string label) =>
        symbol.MethodKind is not MethodKind.AnonymousFunction && symbol.CanBeReferencedByName && symbol.Locations.FirstOrDefault() is { IsInSource: true } location
            ? ImmutableArray.Create(new Witness(location, label))
            : ImmutableArray<Witness>.Empty;
}
