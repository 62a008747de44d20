namespace Quern.Grains.Journal;

/// <summary>One owner's hold on a journal in files.</summary>
internal sealed class FileJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly Lock _disk = new();
    private readonly FileJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly string _folder;
    private readonly EpochFile _epochs;
    private readonly List<JournalLine> _earlier;
    private readonly ITimer _flushes;
    private readonly List<JournalSegment> _full = [];
    private JournalSegment _segment;
    private int _index;
    private long _oldestUnflushed;
    private long _appended;
    private long _flushed;
    private Exception? _flushFailure;
    private bool _isClosed;

    public FileJournal(
        FileJournalOptions options, TimeProvider time, string name, string folder, EpochFile epochs, int epoch,
        List<JournalLine> earlier, string notice)
    {
        _options = options;
        _time = time;
        _name = name;
        _folder = folder;
        _epochs = epochs;
        _earlier = earlier;
        Epoch = epoch;
        Notice = notice;
        _segment = NewSegment();
        _flushes = time.CreateTimer(static state => ((FileJournal)state!).FlushInBackground(), this, options.FlushEvery, options.FlushEvery);
    }

    public string Location => _folder;

    public int Epoch { get; }

    public string Notice { get; }

    public TimeSpan DurabilityLag
    {
        get
        {
            lock (_gate)
                return _appended != _flushed ? _time.GetElapsedTime(_oldestUnflushed) : TimeSpan.Zero;
        }
    }

    public IEnumerable<JournalLine> ReadEarlier() => _earlier;

    public void Append(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_epochs.Newest != Epoch)
                throw new JournalException($"The journal of '{_name}' has a newer owner (epoch {_epochs.Newest}, this one is {Epoch}): nothing may be sent from here.");
            if (_flushFailure is not null)
                throw new JournalException($"The journal of '{_name}' could not be brought to the disk: {_flushFailure.Message}. Free or mend the disk, then restart.", _flushFailure);

            if (!_segment.Fits(record.Length))
                NextSegment(record.Length);

            _segment.Append(record);
            if (_appended++ == _flushed)
                _oldestUnflushed = _time.GetTimestamp();
        }
    }

    public void Flush()
    {
        lock (_disk)
        {
            JournalSegment segment;
            long appended, startedAt;
            lock (_gate)
            {
                if (_isClosed)
                    return;
                // Nobody else can be flushing them now.
                _full.ForEach(static segment => segment.Dispose());
                _full.Clear();
                if (_appended == _flushed)
                    return;
                _segment.Seal();
                segment = _segment;
                appended = _appended;
                startedAt = _time.GetTimestamp();
            }

            // Outside the gate: appends go on while the disk works.
            segment.FlushToDisk();
            lock (_gate)
            {
                _flushed = Math.Max(_flushed, appended);
                _oldestUnflushed = startedAt;
            }
        }
    }

    public void Dispose()
    {
        _flushes.Dispose();
        lock (_disk)
        {
            lock (_gate)
            {
                if (_isClosed)
                    return;
                _segment.Seal();
                _segment.FlushToDisk();
                _isClosed = true;
                _segment.Dispose();
                _full.ForEach(static segment => segment.Dispose());
                _epochs.Dispose();
            }
        }
    }

    private void FlushInBackground()
    {
        try
        {
            Flush();
        }
        catch (IOException error)
        {
            lock (_gate)
                _flushFailure ??= error;
        }
    }

    private void NextSegment(int needed)
    {
        if (needed > _options.SegmentBytes / 2)
            throw new JournalException($"A record of {needed} bytes is too large for segments of {_options.SegmentBytes} bytes.");

        _segment.Seal();
        _segment.FlushToDisk();
        _flushed = _appended;
        // A background flush may still hold the full segment: the next one closes it.
        _full.Add(_segment);
        _segment = NewSegment();
    }

    private JournalSegment NewSegment()
    {
        string path = FileJournalStore.SegmentPath(_folder, Epoch, ++_index);
        try
        {
            return new(path, _name, Epoch, _index, _options.SegmentBytes);
        }
        catch (IOException error)
        {
            throw new JournalException($"No room for a journal segment of {_options.SegmentBytes} bytes at {path}: {error.Message}", error);
        }
    }
}
