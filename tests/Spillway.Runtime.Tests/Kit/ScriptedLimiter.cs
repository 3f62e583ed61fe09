using System.Threading.RateLimiting;

namespace Spillway.Runtime.Tests.Kit;

/// <summary>A limiter that counts: what was asked, what is out, what came back twice. With a queue its answers come when the seed says so.</summary>
internal sealed class ScriptedLimiter(int permits, SeededQueue? queue = null) : RateLimiter
{
    private readonly Lock _sync = new();
    private readonly LinkedList<Request> _waiting = [];
    private int _taken;

    public int Asked { get; private set; }

    public int Outstanding => _taken;

    /// <summary>Leases that were disposed, refused ones included.</summary>
    public int Disposed { get; private set; }

    public int DisposedTwice { get; private set; }

    public int Waiting
    {
        get
        {
            lock (_sync)
                return _waiting.Count;
        }
    }

    /// <summary>Which request, counted from 1, is refused and with which metadata.</summary>
    public Func<int, Dictionary<string, object?>?>? Refuse { get; init; }

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => throw new InvalidOperationException("Only AcquireAsync may be asked.");

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        Request request;
        lock (_sync)
        {
            if (Refuse?.Invoke(++Asked) is { } metadata)
                return new ValueTask<RateLimitLease>(new Lease(this, 0, metadata));

            request = new Request(permitCount, queue is null);
            request.Node = _waiting.AddLast(request);
        }

        request.Registration = cancellationToken.Register(() =>
        {
            lock (_sync)
            {
                if (request.Node.List is null)
                    return;

                _waiting.Remove(request.Node);
            }

            request.Completion.SetCanceled(cancellationToken);
        });
        Pump();
        return new ValueTask<RateLimitLease>(request.Completion.Task);
    }

    private void Pump()
    {
        if (queue is null)
            GrantAll();
        else
            queue.Add(GrantAll);
    }

    private void GrantAll()
    {
        while (true)
        {
            Request granted;
            lock (_sync)
            {
                if (_waiting.First is not { } first || first.Value.Permits > permits - _taken)
                    return;

                granted = first.Value;
                _waiting.RemoveFirst();
                _taken += granted.Permits;
            }

            granted.Registration.Unregister();
            granted.Completion.SetResult(new Lease(this, granted.Permits, null));
        }
    }

    private void Return(Lease lease)
    {
        lock (_sync)
        {
            if (lease.IsDisposed)
            {
                DisposedTwice++;
                return;
            }

            lease.IsDisposed = true;
            Disposed++;
            _taken -= lease.Permits;
        }

        Pump();
    }

    private sealed class Request(int permits, bool isConcurrent)
    {
        public int Permits => permits;

        public TaskCompletionSource<RateLimitLease> Completion { get; } =
            new(isConcurrent ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);

        public CancellationTokenRegistration Registration { get; set; }

        public LinkedListNode<Request> Node { get; set; } = null!;
    }

    private sealed class Lease(ScriptedLimiter limiter, int permits, Dictionary<string, object?>? refusal) : RateLimitLease
    {
        public int Permits => permits;

        public bool IsDisposed { get; set; }

        public override bool IsAcquired => refusal is null;

        public override IEnumerable<string> MetadataNames => refusal?.Keys ?? Enumerable.Empty<string>();

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return refusal?.TryGetValue(metadataName, out metadata) == true;
        }

        protected override void Dispose(bool disposing) => limiter.Return(this);
    }
}
