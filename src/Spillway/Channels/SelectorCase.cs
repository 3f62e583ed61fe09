using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Spillway;

/// <summary>One of the things that a <see cref="ChannelSelector"/> waits for; compared by reference.</summary>
public abstract class SelectorCase
{
    private protected SelectorCase()
    {
    }

    /// <summary>Whether the case will never be ready again: its channel is completed and empty.</summary>
    public bool IsDisabled { get; private protected set; }

    internal virtual TimeSpan Timeout => TimeSpan.MaxValue;

    internal virtual bool IsReady(CancellationToken cancellationToken) => false;
}

/// <summary>A time limit on each wait of a <see cref="ChannelSelector"/>.</summary>
public sealed class TimeoutCase : SelectorCase
{
    internal TimeoutCase(TimeSpan timeout) => Timeout = timeout;

    internal override TimeSpan Timeout { get; }
}

/// <summary>A channel that a <see cref="ChannelSelector"/> waits for.</summary>
/// <typeparam name="T">The type of the channel's items.</typeparam>
public sealed class ReaderCase<T> : SelectorCase
{
    private readonly ChannelReader<T> _reader;
    private readonly Action _completed;
    private ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter _wait;
    private bool _hasWait;
    private volatile bool _isCompleted;

    internal ReaderCase(ChannelReader<T> reader, Signal signal)
    {
        _reader = reader;

        // Runs on the stack of whoever writes to the channel, so it only leaves a note.
        _completed = () =>
        {
            _isCompleted = true;
            signal.Set();
        };
    }

    /// <summary>Takes an item if there is one.</summary>
    /// <param name="item">The item, or the default value.</param>
    /// <returns>False if there was none: another consumer was faster.</returns>
    public bool TryRead([MaybeNullWhen(false)] out T item) => _reader.TryRead(out item);

    internal override bool IsReady(CancellationToken cancellationToken)
    {
        if (IsDisabled)
            return false;

        if (!_hasWait)
        {
            _wait = _reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false).GetAwaiter();
            if (!_wait.IsCompleted)
            {
                // Kept until it completes, however many waits of the selector that takes.
                _hasWait = true;
                _isCompleted = false;
                _wait.UnsafeOnCompleted(_completed);
                return false;
            }
        }
        else if (!_isCompleted)
        {
            return false;
        }

        _hasWait = false;
        try
        {
            IsDisabled = !_wait.GetResult();
        }
        catch
        {
            IsDisabled = true;
            throw;
        }
        finally
        {
            _wait = default;
        }

        return !IsDisabled;
    }
}
