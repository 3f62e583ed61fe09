using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a member of the task types does.</summary>
internal enum TaskApi
{
    /// <summary>No member of a task type, or one that matters to nobody here.</summary>
    None,

    /// <summary>The property that waits for the result.</summary>
    Result,

    /// <summary>Keeps the thread until the task is complete, a time is over or a token is cancelled.</summary>
    Wait,

    /// <summary>The end of the awaiter pattern; it waits when the task is not complete.</summary>
    GetResult,

    /// <summary>Keeps the thread until all tasks are complete.</summary>
    WaitAll,

    /// <summary>Keeps the thread until one of the tasks is complete.</summary>
    WaitAny,

    /// <summary>Another view of the same task: its awaiter, its configured form, its <c>AsTask</c>.</summary>
    View,

    /// <summary>A task that is complete when the one it is made of is.</summary>
    WaitAsync,

    /// <summary>A task that is complete when all others are.</summary>
    WhenAll,

    /// <summary>A task whose result is one that is complete.</summary>
    WhenAny,

    /// <summary>A stream of tasks that are complete.</summary>
    WhenEach,

    /// <summary>A task that is complete from the start.</summary>
    Complete,

    /// <summary>Runs a delegate when the task is complete.</summary>
    ContinueWith,

    /// <summary>Runs a delegate when all tasks are complete.</summary>
    ContinueWhenAll,

    /// <summary>Starts a delegate; its result is not looked into.</summary>
    StartNew,

    /// <summary>Starts a delegate, and waits for the task that it returns.</summary>
    Run,

    /// <summary>The inner task of a nested one.</summary>
    Unwrap,

    /// <summary>True only when the task is complete.</summary>
    IsCompleted,

    /// <summary>The state of the task.</summary>
    Status,

    /// <summary>Completes the task of a source.</summary>
    Complement,
}

/// <summary>Knows the members of <c>Task</c>, <c>ValueTask</c>, their awaiters, factories and sources. They belong to the language as <c>await</c> does.</summary>
internal static class TaskApis
{
    /// <summary>What <paramref name="member"/> does.</summary>
    public static TaskApi Of(ISymbol member)
    {
        var type = member.ContainingType;
        return type?.ContainingNamespace switch
        {
            { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } => OfTask(type!.Name, member.Name, member),
            { Name: "CompilerServices", ContainingNamespace: { Name: "Runtime", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } => OfAwaiter(type!.Name, member.Name),
            _ => TaskApi.None,
        };
    }

    /// <summary>True for a type that the compiler's awaiter pattern gives for a task.</summary>
    public static bool IsTaskView(this ITypeSymbol? type) =>
        type.IsTaskLike() || (type is INamedTypeSymbol named && IsAwaiter(named.Name) && named.ContainingNamespace is { Name: "CompilerServices", ContainingNamespace: { Name: "Runtime", ContainingNamespace.Name: "System" } });

    /// <summary>The task, or the collection of tasks, that a member is asked of: the receiver, or the first argument of an extension.</summary>
    public static IOperation? ReceiverOf(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    private static TaskApi OfTask(string type, string name, ISymbol member) => (type, name) switch
    {
        ("Task" or "ValueTask", "Result") => TaskApi.Result,
        ("Task", "Wait") => TaskApi.Wait,
        ("Task", "WaitAll") => TaskApi.WaitAll,
        ("Task", "WaitAny") => TaskApi.WaitAny,
        ("Task", "WhenAll") => TaskApi.WhenAll,
        ("Task", "WhenAny") => TaskApi.WhenAny,
        ("Task", "WhenEach") => TaskApi.WhenEach,
        ("Task", "Run") => TaskApi.Run,
        ("Task", "WaitAsync") => TaskApi.WaitAsync,
        ("Task", "ContinueWith") => TaskApi.ContinueWith,
        ("Task" or "ValueTask", "GetAwaiter" or "ConfigureAwait" or "AsTask" or "Preserve") => TaskApi.View,
        ("Task" or "ValueTask", "FromResult" or "FromException" or "FromCanceled" or "CompletedTask") => TaskApi.Complete,
        ("Task" or "ValueTask", "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled") => TaskApi.IsCompleted,
        ("Task", "Status") => TaskApi.Status,
        ("TaskFactory", "StartNew") => TaskApi.StartNew,
        ("TaskFactory", "ContinueWhenAll") => TaskApi.ContinueWhenAll,
        ("TaskFactory", "ContinueWhenAny") => TaskApi.ContinueWith,
        ("TaskExtensions", "Unwrap") => TaskApi.Unwrap,
        ("TaskCompletionSource", "SetResult" or "SetException" or "SetCanceled" or "TrySetResult" or "TrySetException" or "TrySetCanceled" or "SetFromTask" or "TrySetFromTask")
            when member is IMethodSymbol => TaskApi.Complement,
        _ => TaskApi.None,
    };

    private static TaskApi OfAwaiter(string type, string name) => !IsAwaiter(type) ? TaskApi.None : name switch
    {
        "GetResult" => TaskApi.GetResult,
        "GetAwaiter" => TaskApi.View,
        "IsCompleted" => TaskApi.IsCompleted,
        _ => TaskApi.None,
    };

    private static bool IsAwaiter(string type) => type is "TaskAwaiter" or "ValueTaskAwaiter"
        or "ConfiguredTaskAwaitable" or "ConfiguredTaskAwaiter" or "ConfiguredValueTaskAwaitable" or "ConfiguredValueTaskAwaiter";
}
