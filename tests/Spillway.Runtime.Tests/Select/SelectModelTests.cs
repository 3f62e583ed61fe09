namespace Spillway.Runtime.Tests.Select;

/// <summary>Random fan-outs against the sequential model: order, limit, exactly once, first failure, cancellation, nothing alive afterwards.</summary>
public sealed class SelectModelTests
{
    [Fact]
    public void Every_run_ends_as_the_model_says() => Property.ForSeeds(seed =>
    {
        var model = new FanOutModel(seed);
        var task = new ResultFanOut<int, string>(model.Items, model.Limit, model.Select, model.Queue, model.Caller.Token).Run();
        model.RunAll(() => task.IsCompleted);
        model.CheckEnd(task);
        if (task.IsCompletedSuccessfully)
            Assert.Equal(Enumerable.Range(0, model.Count).Select(FanOutModel.Result), task.Result);
    }, Effort.Cases(@short: 2_000, @long: 200_000));

    [Fact]
    public void Settled_runs_have_an_outcome_for_every_item() => Property.ForSeeds(seed =>
    {
        var model = new FanOutModel(seed, failsFast: false);
        var task = new OutcomeFanOut<int, string>(model.Items, model.Limit, model.Select, model.Queue, model.Caller.Token).Run();
        model.RunAll(() => task.IsCompleted);
        model.CheckEnd(task);
        if (!task.IsCompletedSuccessfully)
            return;

        Assert.Equal(model.Count, task.Result.Length);
        for (var item = 0; item < model.Count; item++)
        {
            var outcome = task.Result[item];
            if (model.ItemFailures.TryGetValue(item, out var exception))
                Assert.Same(exception, outcome.Exception);
            else
                Assert.Equal(FanOutModel.Result(item), outcome.Result);
        }
    }, Effort.Cases(@short: 1_000, @long: 100_000));
}
