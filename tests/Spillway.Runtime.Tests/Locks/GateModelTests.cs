namespace Spillway.Runtime.Tests.Locks;

/// <summary>Random callers of a gate in the single-threaded world: never more inside than it says, in the order in which they came.</summary>
public sealed class GateModelTests
{
    [Fact]
    public void A_gate_lets_in_in_order() => Property.ForSeeds(seed =>
    {
        var queue = new SeededQueue(seed);
        var limit = queue.Random.Next(1, 5);
        var gate = new ConcurrencyGate(limit, queue);
        var waiting = new List<Call>();
        var inside = new List<Call>();
        var all = new List<Call>();
        for (var step = 0; step < 80; step++)
        {
            switch (queue.Random.Next(5))
            {
                case 0 or 1:
                    var call = new Call();
                    all.Add(call);
                    (inside.Count < limit ? inside : waiting).Add(call);
                    call.Task = gate.RunAsync(
                        _ =>
                        {
                            call.HasStarted = true;
                            return call.Body.Task;
                        },
                        call.Caller.Token);
                    break;
                case 2 when waiting.Count > 0:
                    var gone = waiting[queue.Random.Next(waiting.Count)];
                    waiting.Remove(gone);
                    gone.IsGone = true;
                    gone.Caller.Cancel();
                    break;
                case 3 when inside.Count > 0:
                    End(inside[queue.Random.Next(inside.Count)]);
                    break;
                default:
                    queue.RunOne();
                    break;
            }
        }

        while (inside.Count > 0)
            End(inside[0]);

        queue.RunAll();
        Assert.Empty(waiting);
        Assert.All(all, call =>
        {
            Assert.True(call.Task.IsCompleted);
            Assert.Equal(call.IsGone, call.Task.IsCanceled);
            Assert.Equal(!call.IsGone, call.HasStarted);
            Assert.Equal(call.Fails, call.Task.IsFaulted);
        });

        void End(Call call)
        {
            queue.RunAll();
            Assert.All(inside, one => Assert.True(one.HasStarted, "There was room, and it was not used."));
            Assert.All(waiting, one => Assert.False(one.HasStarted, "Somebody overtook, or there are too many inside."));
            inside.Remove(call);
            if (waiting.Count > 0)
            {
                inside.Add(waiting[0]);
                waiting.RemoveAt(0);
            }

            call.Fails = queue.Random.Next(3) == 0;
            if (call.Fails)
                call.Body.SetException(new InvalidDataException());
            else
                call.Body.SetResult(1);
        }
    }, Effort.Cases(@short: 500, @long: 20_000));

    private sealed class Call
    {
        public CancellationTokenSource Caller { get; } = new();

        public TaskCompletionSource<int> Body { get; } = new();

        public Task<int> Task { get; set; } = null!;

        public bool HasStarted { get; set; }

        public bool IsGone { get; set; }

        public bool Fails { get; set; }
    }
}
