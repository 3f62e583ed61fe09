namespace Spillway.Runtime.Tests.Select;

public sealed class SettledTests
{
    [Fact]
    public async Task Failures_cancellations_and_results_stand_side_by_side()
    {
        var failure = new InvalidDataException("no data");
        var outcomes = await new[] { 0, 1, 2 }.SelectSettledAsync(2, (x, _) => x switch
        {
            0 => Task.FromResult("fine"),
            1 => Task.FromException<string>(failure),
            _ => Task.FromCanceled<string>(new CancellationToken(canceled: true)),
        });

        Assert.True(outcomes[0].IsSuccess);
        Assert.True(outcomes[0].TryGetResult(out var text));
        Assert.Equal(("fine", "fine", "fine"), (text, outcomes[0].Result, outcomes[0].ToString()));
        Assert.Null(outcomes[0].Exception);

        Assert.False(outcomes[1].IsSuccess);
        Assert.False(outcomes[1].IsCanceled);
        Assert.False(outcomes[1].TryGetResult(out _));
        Assert.Same(failure, outcomes[1].Exception);
        Assert.Same(failure, Assert.Throws<InvalidDataException>(() => outcomes[1].Result));
        Assert.Equal("InvalidDataException: no data", outcomes[1].ToString());

        Assert.True(outcomes[2].IsCanceled);
        Assert.ThrowsAny<OperationCanceledException>(() => outcomes[2].Result);
    }

    [Fact]
    public async Task An_asynchronous_source_works_too()
    {
        var outcomes = await new ScriptedSource(3).Asynchronous.SelectSettledAsync(2, (x, _) => new ValueTask<int>(x));
        Assert.Equal([0, 1, 2], outcomes.Select(outcome => outcome.Result));
    }

    [Fact]
    public async Task A_source_that_fails_fails_the_whole() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => new ScriptedSource(3) { FailAt = 1 }.Synchronous.SelectSettledAsync(2, (x, _) => new ValueTask<int>(x)));

    [Fact]
    public void Arguments_are_checked_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = ((int[])null!).SelectSettledAsync(1, (x, _) => Task.FromResult(x)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new[] { 1 }.SelectSettledAsync(0, (x, _) => Task.FromResult(x)); });
    }
}
