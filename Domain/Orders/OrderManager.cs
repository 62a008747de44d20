using Quern.Domain.Instruments;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

/// <summary>
/// Every order of one account: diffs targets against working orders, checks risk, journals, sends, hears the venue, and reconciles. Pure:
/// one caller at a time, time is passed in as Unix nanoseconds of a clock that never steps, nothing waits.
/// </summary>
/// <remarks>
/// Life: construct; <see cref="Restore(IEnumerable{JournalEntry}, Action{OwnFill}?)"/> the journal; <see cref="BeginReconcile"/>, feed the venue's answers, <see cref="EndReconcile"/>;
/// from then on it is ready. Anything that can change money is journaled before it has an effect, and all that the journal determines
/// changes only by applying an entry, so the replay of any prefix gives the state that lived then (<see cref="StateHash"/>).
/// </remarks>
public sealed partial class OrderManager
{
    private readonly AccountSettings _settings;
    private readonly AccountState _state;
    private readonly IOrderJournal _journal;
    private readonly IOrderGateway _gateway;
    private readonly IOrderObserver _observer;
    private readonly PreTradeRisk _risk;
    private readonly OrderStatistics _statistics = new();
    private readonly List<Order> _fillsOwed = [];

    private long _leaseEndsNs = long.MaxValue;
    private Equity _equity;
    private long _equityTimeNs;
    private bool _lossLimitReached;
    private bool _isFenced;
    private bool _isLeaving;

    /// <summary>A manager that knows nothing yet and sends nothing.</summary>
    /// <param name="settings">What the account is and may do.</param>
    /// <param name="epoch">The owner's epoch, higher than any in the journal. 0 to <see cref="ClientOrderId.MaxEpoch"/>.</param>
    /// <param name="instruments">Everything that the account trades or ever traded.</param>
    /// <param name="journal">Where entries are appended.</param>
    /// <param name="gateway">The way to the venue.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting or the epoch is out of its range.</exception>
    public OrderManager(
        AccountSettings settings, int epoch, IEnumerable<Instrument> instruments, IOrderJournal journal, IOrderGateway gateway,
        IOrderObserver observer)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, ClientOrderId.MaxEpoch);
        settings.Validate();
        _settings = settings;
        Epoch = epoch;
        _state = new(settings, instruments);
        _journal = journal;
        _gateway = gateway;
        _observer = observer;
        _risk = new(settings.Limits);
    }

    /// <summary>The owner's epoch.</summary>
    public int Epoch { get; }

    /// <summary>The account, <c>venue:account</c>.</summary>
    public string Account => _settings.Account;

    /// <summary>True once reconciled, until the order stream is lost or a newer owner appears.</summary>
    public bool IsReady { get; private set; }

    /// <summary>True while the kill switch holds.</summary>
    public bool IsKilled => _state.IsKilled;

    /// <summary>Why it was killed; empty when it isn't.</summary>
    public string KillReason => _state.KillReason;

    /// <summary>True from <see cref="Stop"/> to <see cref="Start"/>, for all owners, and after <see cref="Leave"/>.</summary>
    public bool IsStopped => _state.IsStopped || _isLeaving;

    /// <summary>True when a newer epoch owns the account.</summary>
    public bool IsFenced => _isFenced;

    /// <summary>True while the venue counts more lots as filled than it reported trades for.</summary>
    public bool AwaitsFills => _fillsOwed.Count > 0;

    /// <summary>Live orders, and the last ended ones.</summary>
    public OrderIndex Orders => _state.Orders;

    /// <summary>Counts; those of the present are as of this call.</summary>
    public OrderStatistics Statistics
    {
        get
        {
            _statistics.WorkingNow = Orders.LiveCount;
            _statistics.UnknownNow = 0;
            foreach (Order order in Orders.Live)
                _statistics.UnknownNow += order.State is OrderState.Unknown ? 1 : 0;
            _statistics.Evicted = Orders.Evicted;
            return _statistics;
        }
    }

    /// <summary>SHA-256 of all that the journal determines, as hexadecimal digits: equal for equal journals on any machine.</summary>
    public string StateHash => _state.Hash();

    /// <summary>What is held and open on an instrument; nothing for one that the account does not trade.</summary>
    public Exposure ExposureOf(InstrumentId instrument) =>
        _state.TryFind(instrument, out TradedInstrument? traded) ? traded.Exposure : default;

    /// <summary>The account's lease holds until then: requests expire no later, and none is sent after. Default: for ever.</summary>
    /// <param name="untilNs">Unix nanoseconds.</param>
    public void ExtendLease(long untilNs) => _leaseEndsNs = untilNs;

    /// <summary>Takes a newer definition of an instrument: other filters, the same ticks and lots.</summary>
    /// <exception cref="ArgumentException">The account does not trade it, or its units changed.</exception>
    public void SetDefinition(Instrument definition)
    {
        if (!_state.TryFind(definition.Id, out TradedInstrument? traded))
            throw new ArgumentException($"{Account} does not trade {definition.Id}.", nameof(definition));
        if (traded.Definition.PriceScale != definition.PriceScale || traded.Definition.QuantityScale != definition.QuantityScale)
            throw new ArgumentException($"{definition.Id} changed its ticks or lots: they are fixed for its life.", nameof(definition));
        if (definition.Filters.Version >= traded.Definition.Filters.Version)
            traded.Definition = definition;
    }

    /// <summary>Appends an entry, then applies it. Nothing may change that a journal restores but through here.</summary>
    /// <returns>False when a newer owner has the account: then nothing was changed.</returns>
    private bool Record(in JournalEntry entry, out Effect effect)
    {
        effect = default;
        if (_isFenced)
            return false;

        if (!_journal.Append(entry))
        {
            Fence(entry.TimeNs, "the journal has a newer owner");
            return false;
        }

        effect = _state.Apply(entry);
        return true;
    }

    private void Fence(long nowNs, string why)
    {
        _isFenced = true;
        IsReady = false;
        Alert(OrderAlertKind.Fenced, default, default, Epoch, 0, why, nowNs);
    }

    private void Alert(
        OrderAlertKind kind, InstrumentId instrument, ClientOrderId id, long expected, long actual, string? text, long nowNs) =>
        _observer.OnAlert(new(kind, instrument, id, expected, actual, text, nowNs));
}
