using System.Threading.RateLimiting;
using RateLimiting;
using Spillway;
using Spillway.RateLimiting;

// The runtime came along, and so did the limiters of the framework.
using var two = new ConcurrencyLimiter(new() { PermitLimit = 2, QueueLimit = 100 });
var lengths = await new[] { "a", "bb", "ccc" }.SelectConcurrentAsync(8, new PermitLimiter(two), async (text, ct) =>
{
    await Task.Yield();
    return text.Length;
});

return lengths.SequenceEqual([1, 2, 3]) && (await Names.ReadAsync([])).Count == 0 ? 0 : 1;
