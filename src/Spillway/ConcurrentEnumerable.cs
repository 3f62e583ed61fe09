namespace Spillway;

/// <summary>Runs an asynchronous operation for every item of a sequence, several at a time, under a limit that the caller states.</summary>
/// <remarks>
/// <para>Every operation has two forms, for selectors that return <see cref="ValueTask{TResult}"/> and for those that return
/// <see cref="Task{TResult}"/>. In the second the limit is a <see cref="long"/>. That is on purpose: an <c>async</c> lambda fits both forms,
/// and an <see cref="int"/> limit makes the first one the better match under every language version, so such a call is never ambiguous.</para>
/// <para>All members are safe to call from any thread. None of them captures a <see cref="SynchronizationContext"/>.</para>
/// </remarks>
public static partial class ConcurrentEnumerable
{
    private static void Validate(object source, long maxConcurrency, object selector)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        ArgumentNullException.ThrowIfNull(selector);
    }

    private static int Clamp(long maxConcurrency) => (int)Math.Min(maxConcurrency, int.MaxValue);

    // Bound to the delegate itself: one allocation where a lambda would need a closure as well.
    internal static ValueTask<TResult> Invoke<T, TResult>(
        this Func<T, CancellationToken, Task<TResult>> selector, T item, CancellationToken cancellationToken) =>
        new(selector(item, cancellationToken) ?? throw new InvalidOperationException("The selector returned null instead of a task."));
}
