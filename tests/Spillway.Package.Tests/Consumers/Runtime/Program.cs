using Spillway;

// The runtime is there and works.
var lengths = await new[] { "a", "bb", "ccc" }.SelectConcurrentAsync(2, async (text, ct) =>
{
    await Task.Yield();
    return text.Length;
});

return lengths.SequenceEqual([1, 2, 3]) ? 0 : 1;
