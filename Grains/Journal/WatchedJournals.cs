using Quern.Grains.Leases;

namespace Quern.Grains.Journal;

/// <summary>A store that knows which journals this process holds, for metrics: the newest hold on each name.</summary>
/// <param name="store">Where journals live; disposed with this.</param>
public sealed class WatchedJournals(IJournalStore store) : IJournalStore, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, IJournal> _held = new(StringComparer.Ordinal);

    /// <summary>The newest hold on each journal that was opened here, by name. One that was closed keeps its last counts.</summary>
    public IReadOnlyList<KeyValuePair<string, IJournal>> Held
    {
        get
        {
            lock (_gate)
                return [.. _held];
        }
    }

    /// <inheritdoc/>
    public async Task<IJournal> Open(string name)
    {
        IJournal journal = await store.Open(name);
        lock (_gate)
            _held[name] = journal;
        return journal;
    }

    /// <inheritdoc/>
    public Task<LeaseRecord?> ReadLease(string name) => store.ReadLease(name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (store is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
