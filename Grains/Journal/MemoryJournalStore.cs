namespace Quern.Grains.Journal;

/// <summary>Journals that outlive a silo but not the process: what simulations and replays write to. The same fencing as the file store's.</summary>
/// <param name="onAppend">Hears every record in the order of writing; null when nobody listens.</param>
public sealed class MemoryJournalStore(Action<string, int, ReadOnlyMemory<byte>>? onAppend = null) : IJournalStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Content> _contents = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IJournal Open(string name)
    {
        lock (_gate)
        {
            if (!_contents.TryGetValue(name, out Content? content))
                _contents.Add(name, content = new());
            return new Owner(this, name, content, ++content.Epoch, content.Lines.Count);
        }
    }

    /// <summary>Every record of a journal, oldest first; empty for a name never opened.</summary>
    public IReadOnlyList<JournalLine> Read(string name)
    {
        lock (_gate)
            return _contents.TryGetValue(name, out Content? content) ? [.. content.Lines] : [];
    }

    /// <summary>Takes the last records away, as a store does that fails over and loses what it had acknowledged.</summary>
    /// <returns>How many were there to be lost.</returns>
    public int LoseTail(string name, int records)
    {
        lock (_gate)
        {
            if (!_contents.TryGetValue(name, out Content? content))
                return 0;
            int lost = Math.Min(records, content.Lines.Count);
            content.Lines.RemoveRange(content.Lines.Count - lost, lost);
            return lost;
        }
    }

    private void Tell(string name, int epoch, ReadOnlyMemory<byte> record) => onAppend?.Invoke(name, epoch, record);

    private sealed class Content
    {
        public int Epoch;
        public readonly List<JournalLine> Lines = [];
    }

    private sealed class Owner(MemoryJournalStore store, string name, Content content, int epoch, int earlier) : IJournal
    {
        public string Location => $"memory:{name}";

        public int Epoch => epoch;

        public string Notice => "";

        public TimeSpan DurabilityLag => TimeSpan.Zero;

        public IEnumerable<JournalLine> ReadEarlier() => content.Lines.Take(earlier);

        public void Append(ReadOnlySpan<byte> record)
        {
            lock (store._gate)
            {
                if (content.Epoch != epoch)
                    throw new JournalException($"The journal of '{name}' has a newer owner (epoch {content.Epoch}, this one is {epoch}): nothing may be sent from here.");

                byte[] copy = record.ToArray();
                content.Lines.Add(new(epoch, copy));
                store.Tell(name, epoch, copy);
            }
        }

        public void Flush()
        {
            // Memory is as durable as this store gets.
        }

        public void Dispose()
        {
            // The records stay for the next owner; an owner holds nothing of its own.
        }
    }
}
