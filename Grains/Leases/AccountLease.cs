using Quern.Connectors.Transport;
using Quern.Grains.Journal;

namespace Quern.Grains.Leases;

/// <summary>
/// An owner's lease on its account, on monotonic time alone. It says until when orders may be sent: never before everything of the owner
/// before is out of the venue's reach, and never after the lease's end. One thread at a time, as a grain has it.
/// </summary>
public sealed class AccountLease
{
    private readonly IJournal _journal;
    private readonly LeaseTerms _terms;
    private readonly string _owner;
    private readonly ReceiveClock _clock;
    private readonly long _firstOrderNs;
    private long _endsNs;
    private long _renewals;
    private long _renewedNs;
    private bool _isRenewing;
    private bool _isReleased;

    /// <summary>Takes note of the lease before, as of now: create it right after the journal was opened.</summary>
    /// <param name="journal">This owner's hold; its store keeps the lease.</param>
    /// <param name="terms">How long.</param>
    /// <param name="owner">This silo, for people.</param>
    /// <param name="clock">The clock that <see cref="SendUntilNs"/> is told in; it never steps.</param>
    public AccountLease(IJournal journal, LeaseTerms terms, string owner, ReceiveClock clock)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(clock);
        terms.Validate();
        _journal = journal;
        _terms = terms;
        _owner = owner;
        _clock = clock;
        // Taking the journal over ended the earlier owner's renewals, so its time runs out from here at the latest.
        _firstOrderNs = clock.NowNs + (long)(journal.EarlierLease?.Quarantine ?? TimeSpan.Zero).TotalNanoseconds;
    }

    /// <summary>Orders may be sent, and requests may expire, until then: Unix nanoseconds of the clock; 0 while none may be sent.</summary>
    public long SendUntilNs => _isReleased || _clock.NowNs < _firstOrderNs ? 0 : _endsNs;

    /// <summary>How long until the first order may be sent: the earlier owner's lease, its longest expiry and the clock error.</summary>
    public TimeSpan UntilFirstOrder => TimeSpan.FromTicks(Math.Max(0, _firstOrderNs - _clock.NowNs + 99) / 100);

    /// <summary>Why the last renewal failed; empty when it did not.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>True once a renewal was refused because a newer owner took over: this one must step down, whether or not it has anything to write.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Renews when it is due. Never waits; call it on every timer.</summary>
    public void Tick()
    {
        if (!_isReleased && !IsLost && !_isRenewing && _clock.NowNs - _renewedNs >= (long)_terms.RenewEvery.TotalNanoseconds)
            _ = Renew();
    }

    /// <summary>Renews now. A failure is not thrown but told by <see cref="Failure"/>: the lease then runs out.</summary>
    public async Task Renew()
    {
        // Counted from the beginning: the store may have taken it at any moment since.
        long startedNs = _clock.NowNs;
        _renewedNs = startedNs;
        _isRenewing = true;
        try
        {
            await _journal.WriteLease(Record(isReleased: false));
            _endsNs = Math.Max(_endsNs, startedNs + (long)_terms.Duration.TotalNanoseconds);
            Failure = "";
        }
        catch (Exception error) when (error is JournalException or ObjectDisposedException)
        {
            Failure = error.Message;
            IsLost |= error is JournalException { IsTakenOver: true };
        }
        finally
        {
            _isRenewing = false;
        }
    }

    /// <summary>
    /// Gives the account up: a successor need not wait. Only after proof at the venue that nothing of this owner is open and nothing under way.
    /// </summary>
    public async Task Release()
    {
        _isReleased = true;
        try
        {
            await _journal.WriteLease(Record(isReleased: true));
        }
        catch (Exception error) when (error is JournalException or ObjectDisposedException)
        {
            // The successor waits, then; that is slower and as safe.
            Failure = error.Message;
        }
    }

    private LeaseRecord Record(bool isReleased) =>
        new(_journal.Epoch, _owner, _terms.Duration, _terms.LongestExpiry, _terms.ClockError, ++_renewals, isReleased);
}
