using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Spillway;

/// <summary>What became of one operation: its result, or the exception with which it ended.</summary>
/// <remarks>An immutable value; safe to use from any thread. The default value is a success with the default result.</remarks>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <example>
/// <code>
/// foreach (var outcome in await urls.SelectSettledAsync(8, client.GetStringAsync))
///     Console.WriteLine(outcome.TryGetResult(out var text) ? $"{text.Length} characters" : outcome.Exception.Message);
/// </code>
/// </example>
public readonly struct TaskOutcome<TResult>
{
    private readonly TResult _result;
    private readonly ExceptionDispatchInfo? _failure;

    internal TaskOutcome(TResult result) => _result = result;

    internal TaskOutcome(Exception exception)
    {
        _result = default!;
        _failure = ExceptionDispatchInfo.Capture(exception);
    }

    /// <summary>Whether there is a result.</summary>
    /// <value>False if the operation failed or was cancelled; then <see cref="Exception"/> is not null.</value>
    [MemberNotNullWhen(false, nameof(Exception))]
    public bool IsSuccess => _failure is null;

    /// <summary>Whether the operation ended with an <see cref="OperationCanceledException"/>.</summary>
    public bool IsCanceled => _failure?.SourceException is OperationCanceledException;

    /// <summary>The exception with which the operation ended, or null if it succeeded.</summary>
    public Exception? Exception => _failure?.SourceException;

    /// <summary>The result of the operation.</summary>
    /// <exception cref="System.Exception">The operation did not succeed: its own exception is thrown, with its stack trace.</exception>
    public TResult Result
    {
        get
        {
            _failure?.Throw();
            return _result;
        }
    }

    /// <summary>Gets the result if there is one.</summary>
    /// <param name="result">The result, or the default value.</param>
    /// <returns>Whether there is a result.</returns>
    [MemberNotNullWhen(false, nameof(Exception))]
    public bool TryGetResult([MaybeNullWhen(false)] out TResult result)
    {
        result = _result;
        return _failure is null;
    }

    /// <summary>The result, or the type and message of the exception, for logs and debuggers.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() =>
        _failure is null ? $"{_result}" : $"{_failure.SourceException.GetType().Name}: {_failure.SourceException.Message}";
}
