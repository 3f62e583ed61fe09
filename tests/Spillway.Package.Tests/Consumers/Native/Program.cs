using System.Threading.Channels;
using System.Threading.RateLimiting;
using Spillway;
using Spillway.RateLimiting;

// Everything that the runtime has, once. Whatever trimming or native compilation takes away shows here.
var results = await Enumerable.Range(0, 10).SelectConcurrentAsync(4, Later);
Expect(results.Sum() == 45, "SelectConcurrentAsync");

var outcomes = await new[] { 1, 0 }.SelectSettledAsync(2, (x, _) => ValueTask.FromResult(1 / x));
Expect(outcomes[0].IsSuccess && outcomes[1].Exception is DivideByZeroException, "SelectSettledAsync");

var streamed = 0;
await foreach (var x in Enumerable.Range(0, 10).SelectConcurrent(4, Later))
    streamed += x;
Expect(streamed == 45, "SelectConcurrent");

var children = 0;
await TaskGroup.RunAsync(async group =>
{
    for (var i = 0; i < 5; i++)
        await group.RunAsync(async ct => Interlocked.Add(ref children, await Later(1, ct)));
}, maxConcurrency: 2);
Expect(children == 5, "TaskGroup");

await using (var pool = new ComputePool(threadCount: 1))
    Expect(await pool.RunAsync(_ => !Thread.CurrentThread.IsThreadPoolThread), "ComputePool");

var channel = Channel.CreateUnbounded<int>();
using var select = new ChannelSelector();
var reader = select.AddReader(channel.Reader);
select.AddTimeout(TimeSpan.FromSeconds(30));
channel.Writer.TryWrite(7);
Expect(await select.WaitAsync() == reader && reader.TryRead(out var seven) && seven == 7, "ChannelSelector");

var batches = 0;
await Pipeline.From(Enumerable.Range(0, 10), 4)
    .Transform(2, Later)
    .Batch(5, TimeSpan.FromSeconds(30))
    .ForEachAsync(1, (batch, _) =>
    {
        batches += batch.Count;
        return ValueTask.CompletedTask;
    });
Expect(batches == 10, "Pipeline");

var loader = new BatchLoader<string, int>(async (keys, _) =>
{
    await Task.Yield();
    return keys.ToDictionary(key => key, key => key.Length);
}, maxBatchSize: 10);
Expect((await loader.LoadManyAsync(["a", "bb", "a"])).Sum() == 4, "BatchLoader");

var asyncLock = new AsyncLock();
using (await asyncLock.LockAsync())
    Expect(!(await asyncLock.TryLockAsync(TimeSpan.Zero)).IsAcquired, "AsyncLock");
var keyed = new KeyedAsyncLock<Guid>();
using (await keyed.LockAsync(Guid.Empty))
    Expect(keyed.Count == 1, "KeyedAsyncLock");
using (await new StripedAsyncLock<int>(4).LockAsync(1))
    Enter();
Expect(await new ConcurrencyGate(1).RunAsync(ct => Later(3, ct)) == 3, "ConcurrencyGate");

var counter = new StripedCounter();
Parallel.For(0, 1000, _ => counter.Increment());
Expect(counter.SumThenReset() == 1000, "StripedCounter");

using var concurrency = new ConcurrencyLimiter(new() { PermitLimit = 2, QueueLimit = 100 });
Expect((await Enumerable.Range(0, 10).SelectConcurrentAsync(4, new PermitLimiter(concurrency), Later)).Length == 10, "PermitLimiter");
Console.WriteLine("all of it works");

static async Task<int> Later(int value, CancellationToken cancellationToken)
{
    await Task.Delay(1, cancellationToken);
    return value;
}

static void Enter()
{
    var gate = new Lock();
    using (gate.EnterScope(TimeSpan.FromSeconds(5)))
        Expect(gate.IsHeldByCurrentThread, "EnterScope");
}

static void Expect(bool holds, string what)
{
    if (!holds)
        throw new InvalidOperationException($"{what} does not work.");
}
