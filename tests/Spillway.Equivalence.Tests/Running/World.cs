using System.Net;

namespace Spillway.Equivalence.Tests.Running;

/// <summary>The service that programs ask. The same request always gets the same answer; how long it takes is up to the plan.</summary>
internal sealed class World(Pace pace, IReadOnlyCollection<string> failing, bool failsAtOnce) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];
    private readonly List<string> _failures = [];
    private readonly Stack<TaskCompletionSource> _waiting = new();
    private int _arrivals;
    private int _inFlight;
    private bool _isAnswering;

    /// <summary>The most requests that were under way at the same time.</summary>
    public int MostInFlight { get; private set; }

    public string[] Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    /// <summary>The messages of the failures that requests met with.</summary>
    public string[] Failures
    {
        get
        {
            lock (_gate)
                return [.. _failures];
        }
    }

    /// <summary>The same number for the same text, in every process.</summary>
    public static int Hash(string text) => (int)(text.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) % 1_000_003);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        lock (_gate)
            _requests.Add(path);
        if (failsAtOnce && failing.Contains(path))
            throw Failure(path);

        return AnswerAsync(path);
    }

    /// <summary>A thread that waits for its answer: nothing else is needed to give it.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        lock (_gate)
        {
            _requests.Add(path);
            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        }

        try
        {
            if (pace != Pace.AtOnce)
                Thread.Sleep(1);
            return failing.Contains(path) ? throw Failure(path) : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer(path)) };
        }
        finally
        {
            lock (_gate)
                _inFlight--;
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(string path)
    {
        lock (_gate)
            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        try
        {
            await WaitAsync(path, pace);
            if (failing.Contains(path))
                throw Failure(path);
        }
        finally
        {
            lock (_gate)
                _inFlight--;
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer(path)) };
    }

    private HttpRequestException Failure(string path)
    {
        var message = $"{path} is gone";
        lock (_gate)
            _failures.Add(message);
        return new HttpRequestException(message);
    }

    private static string Answer(string path)
    {
        var hash = Hash(path);
        return path[1] switch
        {
            'n' => (hash % 100).ToString(),
            'm' => hash % 3 == 0 ? "" : new string('m', hash % 9),
            _ => new string('t', 1 + (hash % 12)),
        };
    }

    private async Task WaitAsync(string path, Pace wanted)
    {
        switch (wanted)
        {
            case Pace.AtOnce:
                break;

            case Pace.Soon:
                await Task.Yield();
                break;

            case Pace.Spread:
                for (var turns = Hash(path) % 17; turns >= 0; turns--)
                    await Task.Yield();
                break;

            case Pace.Mixed:
                await WaitAsync(path, (Pace)(Hash(path) % 4));
                break;

            default:
                await WaitForLaterOnesAsync();
                break;
        }
    }

    private Task WaitForLaterOnesAsync()
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Push(own);
            _arrivals++;
            if (!_isAnswering)
            {
                _isAnswering = true;
                _ = Task.Run(AnswerLastFirstAsync);
            }
        }

        return own.Task;
    }

    /// <summary>Answers the last request whenever no new one has come for a while.</summary>
    private async Task AnswerLastFirstAsync()
    {
        for (var arrivals = -1; ;)
        {
            for (var turns = 0; turns < 8; turns++)
                await Task.Yield();

            lock (_gate)
            {
                if (arrivals != _arrivals)
                {
                    arrivals = _arrivals;
                    continue;
                }

                if (!_waiting.TryPop(out var last))
                {
                    _isAnswering = false;
                    return;
                }

                last.SetResult();
            }
        }
    }
}
