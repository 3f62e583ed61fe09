using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Quiet.Blocking;

/// <summary>Work that waits or computes, where it does no harm: on threads of its own, on the compute pool, in small sizes.</summary>
public sealed class OffTheLoop
{
    private readonly BlockingCollection<string> _queue = new();

    public Thread Start()
    {
        var worker = new Thread(() =>
        {
            foreach (var name in _queue.GetConsumingEnumerable())
            {
                Console.WriteLine(name);
            }
        });
        worker.Start();
        return worker;
    }

    public Task StartLong() => Task.Factory.StartNew(
        () =>
        {
            foreach (var name in _queue.GetConsumingEnumerable())
            {
                Console.WriteLine(name);
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public async Task<byte[]> SealAsync(string password, byte[] salt, CancellationToken ct) =>
        await Spillway.ComputePool.Shared.RunAsync(_ => Rfc2898DeriveBytes.Pbkdf2(password, salt, 600_000, HashAlgorithmName.SHA256, 32), ct);

    public async Task<int> TotalAsync(IReadOnlyList<IReadOnlyList<int>> orders, CancellationToken ct)
    {
        await Task.Delay(1, ct);
        var total = 0;
        foreach (var order in orders)
        {
            // Each line belongs to one order: together the loops run once over all lines.
            foreach (var line in order)
            {
                total += line;
            }
        }

        return total;
    }
}
