namespace Quiet.Locks;

/// <summary>Locks that are taken and given back in uncommon ways, all of them right.</summary>
public sealed class LocksByHand : IDisposable
{
    private readonly ReaderWriterLockSlim _rules = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly object _gate = new();
    private readonly StreamWriter _log;
    private int _count;

    public LocksByHand(Stream log) => _log = new StreamWriter(log);

    public event EventHandler? Changed;

    /// <summary>The flag tells whether there is something to give back.</summary>
    public void WithFlag()
    {
        var taken = false;
        try
        {
            Monitor.TryEnter(_gate, 100, ref taken);
            if (taken)
            {
                _count++;
            }
        }
        finally
        {
            if (taken)
            {
                Monitor.Exit(_gate);
            }
        }
    }

    /// <summary>The lock is asked itself.</summary>
    public void Asked(string path)
    {
        _rules.EnterUpgradeableReadLock();
        try
        {
            if (_count > 3)
            {
                _rules.EnterWriteLock();
            }

            _count = path.Length;
        }
        finally
        {
            if (_rules.IsWriteLockHeld)
            {
                _rules.ExitWriteLock();
            }

            _rules.ExitUpgradeableReadLock();
        }
    }

    /// <summary>The caller gets the lock, and gives it back by disposing.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await Task.Delay(1, cancellationToken);
            return new Releaser(_one);
        }
        catch
        {
            _one.Release();
            throw;
        }
    }

    /// <summary>One writer, many threads: taking turns is what the lock is for.</summary>
    public void Log(string line)
    {
        lock (_log)
        {
            _log.WriteLine(line);
            _log.Flush();
        }
    }

    /// <summary>Handlers run after the lock.</summary>
    public void Add()
    {
        EventHandler? changed;
        lock (_gate)
        {
            _count++;
            changed = Changed;
        }

        changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Waiting gives the lock back meanwhile.</summary>
    public void WaitForItems()
    {
        lock (_gate)
        {
            while (_count == 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    public void Dispose()
    {
        _rules.Dispose();
        _one.Dispose();
        _log.Dispose();
    }

    private sealed class Releaser(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
