using Quern.Grains.Leases;

namespace Quern.Grains.Journal;

/// <summary>One owner's hold on a journal in memory. The disk's faults are judged when they are asked about: no timers, no threads.</summary>
internal sealed class MemoryJournal : IJournal
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);
    private readonly MemoryContent _content;
    private readonly string _name;
    private readonly MemoryDisk? _disk;
    private readonly Lock _gate;
    private readonly Action<string, int, ReadOnlyMemory<byte>>? _onAppend;
    private readonly int _earlier;
    private readonly Queue<long> _undurable = new();
    private long _appended;
    private JournalCounts _counts;
    private bool _isClosed;

    public MemoryJournal(MemoryContent content, string name, MemoryDisk? disk, Lock gate, Action<string, int, ReadOnlyMemory<byte>>? onAppend)
    {
        _content = content;
        _name = name;
        _disk = disk;
        _gate = gate;
        _onAppend = onAppend;
        EarlierLease = content.Lease;
        (Epoch, Notice) = content.TakeOver();
        Runs = [.. content.Runs];
        Snapshot = content.Snapshot;
        _earlier = content.Lines.Count;
        _appended = _earlier;
    }

    public string Location => $"memory:{_name}";

    public int Epoch { get; }

    public string Notice { get; }

    public IReadOnlyList<JournalRun> Runs { get; }

    public JournalSnapshot? Snapshot { get; }

    public LeaseRecord? EarlierLease { get; }

    public IReadOnlyList<SequenceBlock> EarlierBlocks => [];

    public long Appended => _appended;

    public long Durable
    {
        get
        {
            Settle();
            return _appended - _undurable.Count;
        }
    }

    public TimeSpan DurabilityLag
    {
        get
        {
            Settle();
            return _undurable.Count == 0 ? TimeSpan.Zero : _disk!.Time.GetElapsedTime(_undurable.Peek());
        }
    }

    public string Trouble => _disk switch
    {
        { IsFull: true } => $"There is no room for the journal of '{_name}'. Free the disk.",
        { FailsFlushes: true } => $"The journal of '{_name}' could not be brought to the disk.",
        _ => "",
    };

    public JournalCounts Counts
    {
        get
        {
            Settle();
            return _counts;
        }
    }

    public uint ReservedThrough => uint.MaxValue;

    public IEnumerable<JournalLine> ReadEarlier() => _content.Lines.Take(_earlier).Skip((int)(Snapshot?.Sequence ?? 0));

    public IEnumerable<JournalLine> ReadAll() => _content.Lines.Take(_earlier);

    public void Append(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_content.Epoch != Epoch)
                throw new JournalException(FencedText) { IsTakenOver = true };
            if (_disk is { IsFull: true })
            {
                _counts = _counts with { FailedClaims = _counts.FailedClaims + 1 };
                throw new JournalException(Trouble);
            }

            byte[] copy = record.ToArray();
            _content.Lines.Add(new(Epoch, copy) { Sequence = ++_appended });
            _content.Stamps.Add(_disk?.Time.GetTimestamp() ?? 0);
            if (_disk is not null)
                _undurable.Enqueue(_disk.Time.GetTimestamp());
            _counts = _counts with { Records = _counts.Records + 1, Bytes = _counts.Bytes + copy.Length };
            _onAppend?.Invoke(_name, Epoch, copy);
        }
    }

    public async Task WhenDurable()
    {
        long sequence = _appended;
        while (Durable < sequence)
        {
            if (_content.Epoch != Epoch)
                throw new JournalException(FencedText) { IsTakenOver = true };
            if (_disk!.FailsFlushes)
                throw new JournalException(Trouble);
            await Task.Delay(_disk.FlushTime, _disk.Time);
        }
    }

    public void Reserve(uint sequence)
    {
        // What is appended here outlives its silo: ids need no reservation.
    }

    public async Task WriteSnapshot(ReadOnlyMemory<byte> state)
    {
        long sequence = _appended;
        byte[] copy = state.ToArray();
        await WhenDurable();
        if (_content.Epoch == Epoch)
            _content.Snapshot = new(sequence, copy);
    }

    public Task WriteLease(LeaseRecord lease)
    {
        lock (_gate)
        {
            if (_isClosed || _content.Epoch != Epoch)
                return Task.FromException(new JournalException(FencedText) { IsTakenOver = true });
            _content.Lease = lease;
            return Task.CompletedTask;
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_isClosed && _content.Epoch == Epoch)
                _content.EndRun(RunEnding.Ended, "");
            _isClosed = true;
        }

        return ValueTask.CompletedTask;
    }

    private string FencedText =>
        $"The journal of '{_name}' has a newer owner (epoch {_content.Epoch}, this one is {Epoch}): nothing may be sent from here.";

    /// <summary>Takes note of what became durable by now.</summary>
    private void Settle()
    {
        if (_disk is null || _disk.FailsFlushes || _undurable.Count == 0)
            return;
        bool any = false;
        while (_undurable.Count > 0 && _disk.Time.GetElapsedTime(_undurable.Peek()) >= _disk.FlushTime)
        {
            _undurable.Dequeue();
            any = true;
        }

        if (any)
            _counts = _counts with { Groups = _counts.Groups + 1, SlowGroups = _counts.SlowGroups + (_disk.FlushTime >= Slow ? 1 : 0) };
    }
}
