namespace Spillway;

/// <summary>Where work goes that must not run on the stack of whoever made it ready. Tests put their own, seeded queue here.</summary>
internal abstract class WorkQueue
{
    public static WorkQueue Pool { get; } = new PoolQueue();

    public abstract void Enqueue(IThreadPoolWorkItem item);

    private sealed class PoolQueue : WorkQueue
    {
        public override void Enqueue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
