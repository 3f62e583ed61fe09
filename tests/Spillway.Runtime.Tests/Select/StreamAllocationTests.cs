namespace Spillway.Runtime.Tests.Select;

[Collection(AloneCollection.Name)]
public sealed class StreamAllocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_streamed_item_allocates_nothing(bool ordered)
    {
        var bytes = await Allocations.PerItem(async n =>
        {
            var pool = new YieldPool(8);
            await foreach (var _ in Enumerable.Range(0, n).SelectConcurrent(8, (x, _) => pool.Yield(x), ordered))
            {
            }
        });
        Assert.InRange(bytes, -0.5, 0.5);
    }
}
