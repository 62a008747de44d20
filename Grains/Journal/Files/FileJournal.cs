using Quern.Grains.Leases;

namespace Quern.Grains.Journal.Files;

/// <summary>One owner's hold on a journal in files.</summary>
internal sealed class FileJournal : IJournal
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly Lock _flushing = new();
    private readonly FileJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly JournalDisk _disk;
    private readonly string _name;
    private readonly string _folder;
    private readonly EpochFile _epochs;
    private readonly RunLog _runs;
    private readonly GroupChain _chain;
    private readonly DurabilityWaiters _waiters = new();
    private readonly List<JournalSegment> _full = [];
    private ITimer? _flushes;
    private JournalSegment _segment = null!;
    private JournalSegment? _next;
    private int _index;
    private long _oldestUnflushed;
    private long _appended;
    private long _durable;
    private string _claimTrouble = "";
    private string _flushTrouble = "";
    private JournalCounts _counts;
    private bool _isClosed;

    public FileJournal(
        FileJournalOptions options, TimeProvider time, JournalDisk disk, string name, string folder, EpochFile epochs, int epoch, RunLog runs)
    {
        _options = options;
        _time = time;
        _disk = disk;
        _name = name;
        _folder = folder;
        _epochs = epochs;
        _runs = runs;
        Epoch = epoch;
        Runs = [.. runs.Runs];
        _chain = new(runs.LastHash);
        _appended = _durable = runs.LastSequence;
    }

    public string Location => _folder;

    public int Epoch { get; }

    public required string Notice { get; init; }

    public IReadOnlyList<JournalRun> Runs { get; }

    public required JournalSnapshot? Snapshot { get; init; }

    public required LeaseRecord? EarlierLease { get; init; }

    public IReadOnlyList<SequenceBlock> EarlierBlocks => [];

    public uint ReservedThrough => uint.MaxValue;

    public long Appended
    {
        get
        {
            lock (_gate)
                return _appended;
        }
    }

    public long Durable
    {
        get
        {
            lock (_gate)
                return _durable;
        }
    }

    public TimeSpan DurabilityLag
    {
        get
        {
            lock (_gate)
                return _appended != _durable ? _time.GetElapsedTime(_oldestUnflushed) : TimeSpan.Zero;
        }
    }

    public string Trouble
    {
        get
        {
            lock (_gate)
                return _flushTrouble.Length > 0 ? _flushTrouble : _claimTrouble;
        }
    }

    public JournalCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts;
        }
    }

    /// <summary>Opens the first segment and begins to flush.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (!TryClaimNext())
                throw new JournalException(_claimTrouble);
            NextSegment();
        }

        _flushes = _time.CreateTimer(static state => ((FileJournal)state!).FlushInBackground(), this, _options.FlushEvery, _options.FlushEvery);
    }

    public IEnumerable<JournalLine> ReadEarlier() => RunReader.Read(_folder, _name, Runs, after: Snapshot?.Sequence ?? 0);

    public IEnumerable<JournalLine> ReadAll() => RunReader.Read(_folder, _name, Runs, after: 0);

    public void Append(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            ThrowIfFenced();
            if (record.Length > MostBytes)
                throw new JournalException($"A record of {record.Length} bytes is too large for segments of {_options.SegmentBytes} bytes.");
            if (!_segment.Fits(record.Length))
                RollOver();

            _segment.Append(record);
            // A successor raises the epoch, then reads. Either it reads this record, or this owner sees that it lost and does not send.
            Interlocked.MemoryBarrier();
            ThrowIfFenced();
            if (_appended++ == _durable)
                _oldestUnflushed = _time.GetTimestamp();
            _counts = _counts with { Records = _counts.Records + 1, Bytes = _counts.Bytes + record.Length };
        }
    }

    public Task WhenDurable()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_flushTrouble.Length > 0)
                return Task.FromException(new JournalException(_flushTrouble));
            if (_appended == _durable)
                return Task.CompletedTask;
            _flushes?.Change(TimeSpan.Zero, _options.FlushEvery);
            return _waiters.Wait(_appended);
        }
    }

    public void Reserve(uint sequence)
    {
        // On one machine an appended record outlives its process: its id needs no reservation.
    }

    public async Task WriteSnapshot(ReadOnlyMemory<byte> state)
    {
        long sequence = Appended;
        // A snapshot must never know more than the records on the disk.
        await WhenDurable();
        try
        {
            SnapshotFiles.Write(_folder, new(sequence, state));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The snapshot of '{_name}' could not be stored in {_folder}: {error.Message}", error);
        }
    }

    public Task WriteLease(LeaseRecord lease)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_epochs.Newest != Epoch)
                return Task.FromException(new JournalException(FencedText) { IsTakenOver = true });
            _epochs.WriteLease(lease);
            return Task.CompletedTask;
        }
    }

    public ValueTask DisposeAsync()
    {
        _flushes?.Dispose();
        lock (_flushing)
        {
            lock (_gate)
            {
                if (_isClosed)
                    return ValueTask.CompletedTask;
                _isClosed = true;
                bool isEnded = TryEnd();
                if (isEnded)
                    _segment.Close();
                else
                    _segment.Dispose();
                _next?.Close();
                _full.ForEach(static segment => segment.Dispose());
                _waiters.Fail(new($"The journal of '{_name}' was closed."));
                _chain.Dispose();
                _epochs.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    private int MostBytes => (int)Math.Min(_options.SegmentBytes / 4, int.MaxValue);

    private string FencedText =>
        $"The journal of '{_name}' has a newer owner (epoch {_epochs.Newest}, this one is {Epoch}): nothing may be sent from here.";

    private void ThrowIfFenced()
    {
        if (_epochs.Newest != Epoch)
            throw new JournalException(FencedText) { IsTakenOver = true };
    }

    /// <summary>Writes down that this run ended, unless a successor has to judge it.</summary>
    private bool TryEnd()
    {
        try
        {
            _segment.Seal();
            _full.ForEach(static segment => segment.FlushToDisk());
            _segment.FlushToDisk();
            using FileStream? opening = FileJournalStore.TryLockOpening(_folder);
            if (opening is null || _flushTrouble.Length > 0 || _epochs.Newest != Epoch)
                return false;
            long first = _runs.LastSequence + 1;
            _runs.Add(new(Epoch, RunEnding.Ended, first, _appended - first + 1, Convert.ToHexStringLower(_chain.Last), ""));
            _waiters.Complete(_appended);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void FlushInBackground()
    {
        // While the disk is slow, later ticks must not queue up behind it.
        if (!_flushing.TryEnter())
            return;
        try
        {
            Flush();
        }
        catch (IOException error)
        {
            OnFlushFailed(error);
        }
        finally
        {
            _flushing.Exit();
        }
    }

    private void Flush()
    {
        JournalSegment[] segments;
        int full;
        long appended, startedAt, oldest;
        lock (_gate)
        {
            if (_isClosed)
                return;
            if (_next is null && _segment.IsHalfFull)
                TryClaimNext();
            // What a failed flush left behind may be lost even if a later one succeeds: nothing becomes durable here any more.
            if (_appended == _durable || _flushTrouble.Length > 0)
                return;
            _segment.Seal();
            segments = [.. _full, _segment];
            full = _full.Count;
            appended = _appended;
            startedAt = _time.GetTimestamp();
            oldest = _oldestUnflushed;
        }

        // Outside the gate: appends go on while the disk works.
        foreach (JournalSegment segment in segments)
            segment.FlushToDisk();
        bool isSlow = _time.GetElapsedTime(oldest) >= Slow;
        lock (_gate)
        {
            _full.RemoveRange(0, full);
            _durable = appended;
            _oldestUnflushed = startedAt;
            _counts = _counts with { Groups = _counts.Groups + 1, SlowGroups = _counts.SlowGroups + (isSlow ? 1 : 0) };
            _waiters.Complete(appended);
        }

        foreach (JournalSegment segment in segments.AsSpan(0, full))
            segment.Dispose();
    }

    private void OnFlushFailed(IOException error)
    {
        lock (_gate)
        {
            _flushTrouble = $"The journal of '{_name}' could not be brought to the disk: {error.Message}. Free or mend the disk, then hand the account over or restart.";
            _counts = _counts with { FailedGroups = _counts.FailedGroups + 1 };
            _waiters.Fail(new(_flushTrouble, error));
        }
    }

    private void RollOver()
    {
        if (_next is null && !TryClaimNext())
            throw new JournalException(_claimTrouble);
        _segment.Seal();
        _full.Add(_segment);
        NextSegment();
    }

    private void NextSegment()
    {
        _segment = _next!;
        _next = null;
        _segment.Begin(new(_name, Epoch, _index, _options.SegmentBytes), _chain);
    }

    private bool TryClaimNext()
    {
        string path = FileJournalStore.SegmentPath(_folder, Epoch, _index + 1);
        try
        {
            _next = new(_disk, path, _options.SegmentBytes);
            _index++;
            _claimTrouble = "";
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _claimTrouble = $"No room for a journal segment of {_options.SegmentBytes} bytes at {path}: {error.Message}. Free the disk.";
            _counts = _counts with { FailedClaims = _counts.FailedClaims + 1 };
            return false;
        }
    }
}
