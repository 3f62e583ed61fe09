namespace Spillway.Runtime.Tests.Select;

/// <summary>Random fan-outs against the sequential model: order, limit, exactly once, first failure, cancellation, nothing alive afterwards.</summary>
public sealed class SelectModelTests
{
    [Fact]
    public void Every_run_ends_as_the_model_says() => Property.ForSeeds(seed =>
    {
        var model = new FanOutModel(seed);
        var task = ArrayFanOut<int, string>.Run(model.Items, model.Limit, model.Select, model.Queue, model.Caller.Token);
        model.RunAll(() => task.IsCompleted);
        model.CheckEnd(task);
        if (task.IsCompletedSuccessfully)
            Assert.Equal(Enumerable.Range(0, model.Count).Select(FanOutModel.Result), task.Result);
    }, Effort.Cases(@short: 2_000, @long: 200_000));
}
