using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Spillway;

/// <summary>Waits for several channels at once and says which one has something: Go's <c>select</c>.</summary>
/// <remarks>
/// <para>It waits with <see cref="ChannelReader{T}.WaitToReadAsync"/> and leaves taking the item to <see cref="ReaderCase{T}.TryRead"/>, so no item
/// is ever lost: reading from several channels and dropping the reads that come second would lose them. One wait per channel is kept from call
/// to call, so nothing piles up at a channel that stays silent.</para>
/// <para>The search starts at another case each time: a busy channel cannot starve the others. A channel that is completed and empty disables its
/// case; one that was completed with an exception makes <see cref="WaitAsync"/> throw it once.</para>
/// <para>One wait at a time, on whatever thread: a second one is refused. Cases are added before the first wait, or between waits; <see cref="Dispose"/>
/// may be called at any time. Others may write to the channels and read from them meanwhile; then <see cref="ReaderCase{T}.TryRead"/> can find nothing.</para>
/// </remarks>
/// <example>
/// <code>
/// using var select = new ChannelSelector();
/// var order = select.AddReader(orders);
/// var stop = select.AddReader(stops);
/// var idle = select.AddTimeout(TimeSpan.FromSeconds(30));
/// while (await select.WaitAsync(cancellationToken) is { } ready)
/// {
///     if (ready == order &amp;&amp; order.TryRead(out var next))
///         await HandleAsync(next, cancellationToken);
///     else if (ready == stop || ready == idle)
///         break;
/// }
/// </code>
/// </example>
public sealed class ChannelSelector : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Signal _signal;
    private readonly CancellationTokenSource _disposed = new();
    private readonly List<SelectorCase> _readers = [];
    private readonly List<SelectorCase> _timeouts = [];
    private ITimer? _timer;
    private int _start;
    private int _isWaiting;

    /// <summary>Creates a selector without cases.</summary>
    /// <param name="timeProvider">The clock for <see cref="AddTimeout"/>; the system's if null.</param>
    public ChannelSelector(TimeProvider? timeProvider = null)
        : this(WorkQueue.Pool, timeProvider)
    {
    }

    internal ChannelSelector(WorkQueue queue, TimeProvider? timeProvider = null)
    {
        _time = timeProvider ?? TimeProvider.System;
        _signal = new Signal(queue);
    }

    /// <summary>Adds a channel to wait for.</summary>
    /// <typeparam name="T">The type of the channel's items.</typeparam>
    /// <param name="reader">The channel.</param>
    /// <returns>The case that <see cref="WaitAsync"/> returns when the channel has something.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A wait is in progress.</exception>
    public ReaderCase<T> AddReader<T>(ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var added = new ReaderCase<T>(reader, _signal);
        Add(_readers, added);
        return added;
    }

    /// <summary>Adds a limit to each wait: Go's <c>time.After</c>.</summary>
    /// <param name="timeout">How long a wait may last; measured anew in each call of <see cref="WaitAsync"/>.</param>
    /// <returns>The case that <see cref="WaitAsync"/> returns when the time has passed before any channel had something.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative.</exception>
    /// <exception cref="InvalidOperationException">A wait is in progress.</exception>
    public TimeoutCase AddTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var added = new TimeoutCase(timeout);
        Add(_timeouts, added);
        return added;
    }

    /// <summary>Waits until a case is ready.</summary>
    /// <param name="cancellationToken">Gives up waiting. Nothing is lost by it.</param>
    /// <returns>The case, or null when all channels are completed and empty.</returns>
    /// <exception cref="InvalidOperationException">Another wait is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The selector was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; it is in the exception.</exception>
    /// <remarks>What a faulted channel was completed with is thrown as it is.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SelectorCase?> WaitAsync(CancellationToken cancellationToken = default)
    {
        EnterWait();
        var registration = default(CancellationTokenRegistration);
        try
        {
            var began = _time.GetTimestamp();
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (FindReady() is { } ready)
                    return ready;

                if (_readers.Count > 0 && _readers.TrueForAll(reader => reader.IsDisabled))
                    return null;

                if (FindElapsed(_time.GetElapsedTime(began)) is { } elapsed)
                    return elapsed;

                if (registration == default)
                    registration = cancellationToken.UnsafeRegister(static signal => ((Signal)signal!).Set(), _signal);

                await _signal.WaitAsync().ConfigureAwait(false);
                ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            }
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Disposed while the channels were asked: they were cancelled with a token that no caller knows.
            throw new ObjectDisposedException(GetType().FullName);
        }
        finally
        {
            registration.Unregister();
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _isWaiting, 0);
        }
    }

    /// <summary>Takes the selector's waits away from its channels. The channels themselves are not touched.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _timer?.Dispose();
        _signal.Set();
    }

    private void Add(List<SelectorCase> cases, SelectorCase added)
    {
        EnterWait();
        cases.Add(added);
        Volatile.Write(ref _isWaiting, 0);
    }

    private void EnterWait()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (Interlocked.Exchange(ref _isWaiting, 1) != 0)
            throw new InvalidOperationException("Another wait on this selector is in progress.");
    }

    private SelectorCase? FindReady()
    {
        for (var i = 0; i < _readers.Count; i++)
        {
            var index = (_start + i) % _readers.Count;
            if (!_readers[index].IsReady(_disposed.Token))
                continue;

            _start = (index + 1) % _readers.Count;
            return _readers[index];
        }

        return null;
    }

    // Measured, not believed: a timer of an earlier wait may fire late, and any timer a little early.
    private SelectorCase? FindElapsed(TimeSpan elapsed)
    {
        var next = _timeouts.MinBy(timeout => timeout.Timeout);
        if (next is null)
            return null;

        if (next.Timeout <= elapsed)
            return next;

        _timer ??= _time.CreateTimer(static signal => ((Signal)signal!).Set(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeLimit.Next(next.Timeout - elapsed), Timeout.InfiniteTimeSpan);
        return null;
    }
}
