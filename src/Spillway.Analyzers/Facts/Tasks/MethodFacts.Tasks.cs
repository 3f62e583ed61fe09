using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>What a body does with tasks.</summary>
public sealed partial class MethodFacts
{
    private Held<TaskWait>? _taskWaits;
    private Held<AsyncDelegate>? _asyncDelegates;
    private Held<NestedTask>? _nestedTasks;

    /// <summary>The places where the body waits for a task that it could await.</summary>
    internal ImmutableArray<TaskWait> TaskWaits => LazyInitializer.EnsureInitialized(ref _taskWaits, () => new(TaskWait.FindIn(this)))!.All;

    /// <summary>The async code that the body gives away as something that returns nothing.</summary>
    internal ImmutableArray<AsyncDelegate> AsyncDelegates => LazyInitializer.EnsureInitialized(ref _asyncDelegates, () => new(AsyncDelegate.FindIn(this)))!.All;

    /// <summary>The tasks of tasks in the body of which only the outer one is looked at.</summary>
    internal ImmutableArray<NestedTask> NestedTasks => LazyInitializer.EnsureInitialized(ref _nestedTasks, () => new(NestedTask.FindIn(this)))!.All;

    /// <summary>The body itself, where it is async without a task and nothing asks for that.</summary>
    internal AsyncVoid? AsyncVoid => AsyncVoid.In(this);

    /// <summary>Which tasks are complete where, in the member around <paramref name="operation"/>, which is a part of this body.</summary>
    internal Completion CompletionAround(IOperation operation) => Model.CompletionOf(this, operation);

    private sealed record Held<T>(ImmutableArray<T> All);
}
