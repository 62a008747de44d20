using Npgsql;
using Quern.Grains.Leases;

namespace Quern.Grains.Journal.Postgres;

/// <summary>
/// One owner's hold on a journal in PostgreSQL. Appending copies into memory; one writer at a time brings groups to the server, each in one
/// statement that takes effect only while this owner is the newest and nothing is missing before it. What became of a statement whose answer
/// was lost is read from the server before anything is written again.
/// </summary>
internal sealed class PostgresJournal : IJournal
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly NpgsqlDataSource _source;
    private readonly PostgresJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly GroupChain _chain;
    private readonly DurabilityWaiters _waiters = new();
    private readonly ITimer _ticks;
    private readonly long _first;
    private PendingRecords _filling = new();
    private PendingRecords _writing = new();
    private byte[]? _groupHash;
    private bool _isInDoubt;
    private long _failedAt;
    private long _appended;
    private long _durable;
    private uint _reserved;
    private uint _wanted;
    private string _fenced = "";
    private string _trouble = "";
    private JournalCounts _counts;
    private bool _isClosed;

    public PostgresJournal(NpgsqlDataSource source, PostgresJournalOptions options, TimeProvider time, string name, PostgresOpening opened)
    {
        _source = source;
        _options = options;
        _time = time;
        _name = name;
        _chain = new(opened.Hash);
        (Epoch, Notice, Runs, Snapshot, EarlierLease, EarlierBlocks) = (opened.Epoch, opened.Notice, opened.Runs, opened.Snapshot, opened.Lease, opened.Blocks);
        _appended = _durable = opened.Sequence;
        _first = opened.Sequence + 1;
        _reserved = _wanted = opened.Reserved;
        _ticks = time.CreateTimer(static state => _ = ((PostgresJournal)state!).WriteBehind(), this, options.WriteEvery, options.WriteEvery);
    }

    public string Location => $"{PostgresJournalStore.Describe(_options.Connection)}#{_name}";

    public int Epoch { get; }

    public string Notice { get; }

    public IReadOnlyList<JournalRun> Runs { get; }

    public JournalSnapshot? Snapshot { get; }

    public LeaseRecord? EarlierLease { get; }

    public IReadOnlyList<SequenceBlock> EarlierBlocks { get; }

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
                return _appended == _durable ? TimeSpan.Zero : _time.GetElapsedTime(_writing.Count > 0 ? _writing.Since : _filling.Since);
        }
    }

    public string Trouble
    {
        get
        {
            lock (_gate)
                return _fenced.Length > 0 ? _fenced : _trouble;
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

    public uint ReservedThrough => Volatile.Read(ref _reserved);

    public IEnumerable<JournalLine> ReadEarlier() => PostgresGroups.Read(_source, _name, (Snapshot?.Sequence ?? 0) + 1, _first - 1);

    public IEnumerable<JournalLine> ReadAll() => PostgresGroups.Read(_source, _name, 1, _first - 1);

    public void Append(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            ThrowIfLost();
            if (_filling.Size + _writing.Size + record.Length > _options.MostWaiting)
                throw new JournalException($"The journal of '{_name}' waits for its server with {_filling.Size + _writing.Size} bytes; no more are taken.");
            _filling.Add(record, _time.GetTimestamp());
            _appended++;
            _counts = _counts with { Records = _counts.Records + 1, Bytes = _counts.Bytes + record.Length };
        }
    }

    public Task WhenDurable()
    {
        lock (_gate)
        {
            if (_fenced.Length > 0)
                return Task.FromException(new JournalException(_fenced) { IsTakenOver = true });
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_appended == _durable)
                return Task.CompletedTask;
            _ticks.Change(TimeSpan.Zero, _options.WriteEvery);
            return _waiters.Wait(_appended);
        }
    }

    public void Reserve(uint sequence)
    {
        lock (_gate)
            _wanted = Math.Max(_wanted, sequence);
    }

    public async Task WriteSnapshot(ReadOnlyMemory<byte> state)
    {
        long sequence = Appended;
        await WhenDurable();
        await RunAsOwner(PostgresSchema.Snapshot, sequence, state, PostgresJournalStore.HashOf(sequence, state.Span));
    }

    public Task WriteLease(LeaseRecord lease) => RunAsOwner(
        PostgresSchema.Lease, lease.Owner, lease.Duration.Ticks, lease.LongestExpiry.Ticks, lease.ClockError.Ticks, lease.Renewals, lease.IsReleased);

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
        }

        await _ticks.DisposeAsync();
        await _writer.WaitAsync();
        try
        {
            await WriteAll();
            if (Durable == Appended && Trouble.Length == 0)
                await RunAsOwner(PostgresSchema.EndRun, nameof(RunEnding.Ended), _first, _durable - _first + 1, Convert.ToHexStringLower(_chain.Last), "");
        }
        catch (JournalException)
        {
            // Then the successor writes down how this run ended.
        }
        finally
        {
            _writer.Release();
        }

        lock (_gate)
            _waiters.Fail(new($"The journal of '{_name}' was closed."));
        _chain.Dispose();
    }

    private string FencedBy(int newest) =>
        $"The journal of '{_name}' has a newer owner (epoch {newest}, this one is {Epoch}): nothing may be sent from here.";

    private void ThrowIfLost()
    {
        if (_fenced.Length > 0)
            throw new JournalException(_fenced) { IsTakenOver = true };
        ObjectDisposedException.ThrowIf(_isClosed, this);
    }

    private async Task WriteBehind()
    {
        lock (_gate)
        {
            bool isIdle = _appended == _durable && _wanted == _reserved;
            bool isPausing = _failedAt != 0 && _time.GetElapsedTime(_failedAt) < RetryAfter;
            if (isIdle || isPausing || _fenced.Length > 0 || _isClosed)
                return;
        }

        if (!await _writer.WaitAsync(TimeSpan.Zero))
            return;
        try
        {
            await WriteAll();
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Writes until nothing waits, or until something fails. Failures are noted, not thrown.</summary>
    private async Task WriteAll()
    {
        try
        {
            await ReserveBlock();
            while (TakeGroup())
            {
                if (_isInDoubt && !await IsStillMissing())
                    continue;
                if (await Run(PostgresSchema.Append, GroupParameters()) == _writing.Count)
                    GroupIsDurable();
                else
                    _isInDoubt = true;
            }

            lock (_gate)
                (_failedAt, _trouble) = (0, _fenced);
        }
        catch (Exception error) when (PostgresJournalStore.IsOfServer(error))
        {
            // The answer may be lost on its way back: the server is asked before the group is written again.
            _isInDoubt = true;
            lock (_gate)
            {
                _failedAt = _time.GetTimestamp();
                _trouble = $"The journal of '{_name}' can't be written at {PostgresJournalStore.Describe(_options.Connection)}: {error.Message}";
                _counts = _counts with { FailedGroups = _counts.FailedGroups + 1 };
            }
        }
    }

    private bool TakeGroup()
    {
        lock (_gate)
        {
            if (_fenced.Length > 0)
                return false;
            if (_writing.Count == 0)
                (_writing, _filling) = (_filling, _writing);
            return _writing.Count > 0;
        }
    }

    private object[] GroupParameters()
    {
        if (_groupHash is null)
        {
            for (int index = 0; index < _writing.Count; index++)
                _chain.Add(_writing[index]);
            _groupHash = _chain.Close().ToArray();
        }

        return [_durable, (long)_writing.Count, _groupHash, _writing.Bytes, _writing.Starts.ToArray(), _writing.Lengths.ToArray()];
    }

    /// <summary>Reads what became of a group whose answer was lost.</summary>
    /// <returns>True when it is not there and may be written again.</returns>
    private async Task<bool> IsStillMissing()
    {
        int epoch;
        long sequence;
        await using (NpgsqlCommand command = _source.CreateCommand("SELECT epoch, sequence FROM quern_journal WHERE name = $1"))
        {
            command.Parameters.Add(new() { Value = _name });
            await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
            (epoch, sequence) = await row.ReadAsync() ? (row.GetInt32(0), row.GetInt64(1)) : (0, 0);
        }

        _isInDoubt = false;
        if (epoch > Epoch)
            Fence(FencedBy(epoch));
        else if (epoch == Epoch && _writing.Count > 0 && sequence == _durable + _writing.Count)
            GroupIsDurable();
        else if (epoch != Epoch || sequence != _durable)
            Fence($"The journal of '{_name}' went back to record {sequence} of epoch {epoch}, this owner had brought it to {_durable}: the server lost what it had confirmed. Hand the account over: its orders are then proven at the venue.");
        else
            return true;
        return false;
    }

    private void GroupIsDurable()
    {
        lock (_gate)
        {
            bool isSlow = _time.GetElapsedTime(_writing.Since) >= Slow;
            _durable += _writing.Count;
            _writing.Clear();
            _groupHash = null;
            _counts = _counts with { Groups = _counts.Groups + 1, SlowGroups = _counts.SlowGroups + (isSlow ? 1 : 0) };
            _waiters.Complete(_durable);
        }
    }

    private async Task ReserveBlock()
    {
        uint wanted;
        lock (_gate)
            wanted = _wanted;
        if (wanted == _reserved)
            return;
        if (await Run(PostgresSchema.Reserve, (long)wanted) == 1)
            Volatile.Write(ref _reserved, wanted);
        else
            await IsStillMissing();
    }

    private void Fence(string why)
    {
        lock (_gate)
        {
            _fenced = why;
            _waiters.Fail(new(why) { IsTakenOver = true });
        }
    }

    /// <summary>Runs a statement that must find this owner the newest.</summary>
    private async Task RunAsOwner(string statement, params object[] values)
    {
        int rows;
        try
        {
            rows = await Run(statement, values);
        }
        catch (Exception error) when (PostgresJournalStore.IsOfServer(error))
        {
            throw new JournalException($"The journal of '{_name}' can't be reached at {PostgresJournalStore.Describe(_options.Connection)}: {error.Message}", error);
        }

        if (rows == 0)
            throw new JournalException($"The journal of '{_name}' has a newer owner than epoch {Epoch}: nothing may be sent from here.") { IsTakenOver = true };
    }

    private async Task<int> Run(string statement, params object[] values)
    {
        await using NpgsqlCommand command = _source.CreateCommand(statement);
        command.Parameters.Add(new() { Value = _name });
        command.Parameters.Add(new() { Value = Epoch });
        foreach (object value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync();
    }
}
