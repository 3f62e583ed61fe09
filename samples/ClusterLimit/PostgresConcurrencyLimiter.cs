using System.Threading.RateLimiting;
using Npgsql;
using Spillway;

namespace ClusterLimit;

/// <summary>A number of permits that all processes share which name the same limit on the same PostgreSQL server.</summary>
/// <remarks>
/// <para>A permit is a session-level advisory lock on one of so many slots. The server lets one session at a time hold a slot, so the limit cannot be
/// exceeded; and it releases the slots of a session that ends, however it ends, so the permits of a killed process come back by themselves.</para>
/// <para>Whoever waits stands in the server's own queue for one more lock, the turnstile. Only the first in that queue looks for a free slot from time
/// to time; the others cost nothing, and processes are served about in the order in which they came.</para>
/// <para>Each permit, and each wait, has a connection of its own: choose the size of the connection pool with that in mind. What holds a permit must stop
/// when its connection is lost; here that means the process, since an operation of this sample needs nothing but its process.</para>
/// </remarks>
public sealed class PostgresConcurrencyLimiter : RateLimiter
{
    private const int Turnstile = 0;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(10);

    private readonly NpgsqlDataSource _server;
    private readonly int _name;
    private readonly int _permits;

    // A lease is disposed on a thread that must not wait for the network, so giving back goes on beside it; the limiter waits for that when it is disposed.
    private readonly TaskGroup _releases = new();

    /// <param name="server">Where the limit is kept; it stays its owner's.</param>
    /// <param name="name">Which limit: the first half of the advisory lock's key.</param>
    /// <param name="permits">How many permits there are, the same number in all processes.</param>
    public PostgresConcurrencyLimiter(NpgsqlDataSource server, int name, int permits)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        _server = server;
        _name = name;
        _permits = permits;
    }

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>The permits are on the other side of a network, so nothing can be had at once.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Lease(null, null);

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, _permits);
        var session = await _server.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(session, "select pg_advisory_lock($1, $2)", Turnstile, cancellationToken).ConfigureAwait(false);
            var slots = new List<int>();
            while (slots.Count < permitCount)
            {
                await TakeAsync(session, slots, permitCount, cancellationToken).ConfigureAwait(false);
                if (slots.Count < permitCount)
                    await Task.Delay(_look, cancellationToken).ConfigureAwait(false);
            }

            await ExecuteAsync(session, "select pg_advisory_unlock($1, $2)", Turnstile, cancellationToken).ConfigureAwait(false);
            return new Lease(this, session);
        }
        catch
        {
            await ReleaseAsync(session).ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask DisposeAsyncCore() => await _releases.WaitAsync().ConfigureAwait(false);

    private async Task TakeAsync(NpgsqlConnection session, List<int> slots, int wanted, CancellationToken cancellationToken)
    {
        // Rows come one at a time, so no more locks are tried than it takes. A session gets a lock again that it holds already: those are left out.
        await using var command = new NpgsqlCommand(
            "select slot from generate_series(1, $2) slot where slot <> all($3) and pg_try_advisory_lock($1, slot) limit $4", session);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _name });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _permits });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. slots] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = wanted - slots.Count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            slots.Add(reader.GetInt32(0));
    }

    private async Task ExecuteAsync(NpgsqlConnection session, string sql, int slot, CancellationToken cancellationToken)
    {
        // No time-out: the wait for one's turn may be long, and the token ends it.
        await using var command = new NpgsqlCommand(sql, session) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _name });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = slot });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Release(NpgsqlConnection session)
    {
        if (!_releases.TryRun(_ => ReleaseAsync(session)))
            session.Dispose();
    }

    // Explicitly: a pooled connection would keep its locks until somebody uses it again.
    private static async Task ReleaseAsync(NpgsqlConnection session)
    {
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", session);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and its locks with it.
        }

        await session.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Lease(PostgresConcurrencyLimiter? limiter, NpgsqlConnection? session) : RateLimitLease
    {
        private NpgsqlConnection? _session = session;

        public override bool IsAcquired => limiter is not null;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _session, null) is { } held)
                limiter!.Release(held);
        }
    }
}
