namespace Noisy.Reservations;

public sealed class ReservationDesk
{
    private readonly Dictionary<string, int> _reserved = new();
    private readonly ReaderWriterLockSlim _rules = new();
    private readonly object _desk = new();
    private readonly object _audit = new();
    private readonly SemaphoreSlim _printer = new(1, 1);
    private int _printed;

    public event EventHandler<string>? Reserved;

    public void Reserve(string sku, int count)
    {
        lock (_desk)
        {
            _reserved[sku] = _reserved.GetValueOrDefault(sku) + count;
            Reserved?.Invoke(this, sku); // SPW4003
        }
    }

    public int Total()
    {
        lock (this) // SPW4004
        {
            return _reserved.Values.Sum();
        }
    }

    public void Replace(string path)
    {
        lock (_desk)
        {
            _reserved.Clear();
            foreach (var line in File.ReadAllLines(path)) // SPW4002
            {
                _reserved[line] = 1;
            }
        }
    }

    public async Task ReloadRulesAsync(string path, CancellationToken ct)
    {
        _rules.EnterWriteLock();
        try
        {
            var text = await File.ReadAllTextAsync(path, ct); // SPW4005
            _reserved.Clear();
            _reserved[text] = 0;
        }
        finally
        {
            _rules.ExitWriteLock();
        }
    }

    public async Task PrintAsync(string path, CancellationToken ct)
    {
        await _printer.WaitAsync(ct); // SPW4006
        await File.WriteAllLinesAsync(path, _reserved.Keys, ct);
        _printed++;
        _printer.Release();
    }

    public int Audit()
    {
        lock (_audit)
        {
            lock (_desk) // SPW4007
            {
                return _reserved.Count + _printed;
            }
        }
    }

    public void Close()
    {
        lock (_desk)
        {
            lock (_audit)
            {
                _reserved.Clear();
                _printed = 0;
            }
        }
    }
}
