namespace Quiet.State;

/// <summary>A remote store whose implementation is elsewhere.</summary>
public interface IRemoteStore
{
    Task<bool> ExistsAsync(string key, CancellationToken ct);

    Task CreateAsync(string key, string value, CancellationToken ct);
}

public interface IUnitOfWork : IAsyncDisposable
{
    Task AddAsync(string entry, CancellationToken ct);

    Task CommitAsync(CancellationToken ct);
}

/// <summary>What one iteration creates, the check of the next one must see.</summary>
public sealed class CheckThenAct(IRemoteStore store)
{
    public async Task<int> CreateMissingAsync(IEnumerable<(string Key, string Value)> entries, CancellationToken ct)
    {
        var created = 0;
        foreach (var (key, value) in entries)
        {
            if (!await store.ExistsAsync(key, ct))
            {
                await store.CreateAsync(key, value, ct);
                created++;
            }
        }

        return created;
    }

    public static async Task StoreAsync(Func<IUnitOfWork> open, IReadOnlyList<string> entries, CancellationToken ct)
    {
        await using var work = open();
        foreach (var entry in entries)
        {
            await work.AddAsync(entry, ct);
        }

        await work.CommitAsync(ct);
    }
}
