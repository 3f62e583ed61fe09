using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

public sealed partial class MethodFacts
{
    private CallSites? _calls;
    private Given? _handed;
    private Hidden? _hidden;

    /// <summary>Every place of this body that runs other code, in source order.</summary>
    internal ImmutableArray<CallSite> Calls => LazyInitializer.EnsureInitialized(ref _calls, () => new CallSites(CallSite.FindIn(this)))!.Sites;

    /// <summary>True for methods, lambdas, local functions and programs that are written as asynchronous code.</summary>
    internal bool IsAsync => Symbol is { IsAsync: true };

    /// <summary>True also for functions that promise a task without being asynchronous themselves.</summary>
    internal bool PromisesTask => IsAsync || Symbol is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ExplicitInterfaceImplementation or MethodKind.AnonymousFunction } && Symbol.ReturnType.IsTaskLike() && GivesValue;

    // A lambda that never ends fits a delegate that returns a task as well as one that returns nothing.
    private bool GivesValue => Symbol?.MethodKind != MethodKind.AnonymousFunction || Operations.Any(o => o is IReturnOperation { ReturnedValue: not null });

    /// <summary>True where the language allows an await in the place of <paramref name="operation"/>, if the function is asynchronous.</summary>
    internal static bool AllowsAwaitAt(IOperation operation) => AwaitPlace.ObstacleAt(operation.Syntax) == AwaitObstacle.None;

    /// <summary>The name of the function, as evidence for what it is.</summary>
    internal Witness AsEvidence(string label) =>
        new((Symbol ?? Owner).Locations.FirstOrDefault(location => location.IsInSource) ?? Bodies[0].Syntax.GetLocation(), label);

    /// <summary>The places of this body that compute for long.</summary>
    internal ImmutableArray<Computation> Computations => Computation.FindIn(this);

    /// <summary>True where the threads of the pool serve requests or messages.</summary>
    internal bool IsServerCode => Model.Roots.Host is HostKind.Web or HostKind.Worker
        || (Root ?? RootAround) is { Occasion: var occasion } && (occasion is Occasion.Request or Occasion.Message || occasion == Occasion.Background && Model.Roots.Host is HostKind.Library);

    /// <summary>
    /// Whose thread this code runs on, in words: asynchronous code, or code that a framework calls. Null for synchronous code that
    /// others call, for programs that serve nobody, and for what runs once.
    /// </summary>
    internal string? WhoseThread
    {
        get
        {
            var whose = Symbol is null ? null
                : IsAsync ? "asynchronous code"
                : Root is { Occasion: Occasion.Ui } ? "the user interface"
                : Root is { Occasion: Occasion.Request or Occasion.Message or Occasion.Timer } root ? $"'{root.Name}', called {root.Frequency}"
                : null;
            return whose is null || IsPreparation || ServesNobody ? null : whose;
        }
    }

    /// <summary>The waits that this body leads to, hidden in callees, in source order; each of them once.</summary>
    internal ImmutableArray<HiddenWait> HiddenWaits => LazyInitializer.EnsureInitialized(ref _hidden, () => new Hidden(HiddenWait.FindIn(this)))!.Waits;

    /// <summary>The synchronous delegates that this body gives to other threads.</summary>
    internal ImmutableArray<HandedWork> HandedWork => LazyInitializer.EnsureInitialized(ref _handed, () => new Given(Facts.HandedWork.FindIn(this)))!.Work;

    private sealed record CallSites(ImmutableArray<CallSite> Sites);

    private sealed record Hidden(ImmutableArray<HiddenWait> Waits);

    private sealed record Given(ImmutableArray<HandedWork> Work);
}
