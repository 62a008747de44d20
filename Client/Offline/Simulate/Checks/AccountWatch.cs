using Quern.Client.Offline.Simulate.Experiments;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;
using Quern.Grains.Journal;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>Reads an account's journal as it is written, and holds every entry against the venue: I2 to I5 and I7 to I9.</summary>
internal sealed class AccountWatch
{
    // What an owner sent in his last moment arrives a little after his successor began.
    private const long UnderWayNs = 10_000_000;

    // The owner's clock reads whole microseconds of the same time.
    private const long SameTurnNs = 1_000_000;

    // How well the venue's clock is known when nobody shifts it; leases allow for five times as much.
    private const long ClockErrorNs = 50_000_000;

    private readonly Oracle _oracle;
    private readonly Market _market;
    private readonly VenueWatch _venue;
    private readonly BookWatch _books;
    private readonly Dictionary<ulong, string> _intended = [];
    private readonly HashSet<ulong> _ended = [];
    private readonly HashSet<ulong> _forgiven = [];
    private readonly HashSet<(InstrumentId, long, Side)> _counted = [];
    private readonly Dictionary<ulong, long> _unknownSinceNs = [];
    private readonly Dictionary<ulong, long> _strangeSinceNs = [];
    private AccountReplay _replay;
    private long _seenTwice;
    private long _epochOpenedNs;

    public AccountWatch(Oracle oracle, Market market, VenueWatch venue, BookWatch books)
    {
        (_oracle, _market, _venue, _books) = (oracle, market, venue, books);
        _replay = new(market.Settings, market.Instruments);
        venue.Join(oracle, market, this);
    }

    public Market Market => _market;

    /// <summary>The account as its journal tells it.</summary>
    public AccountReplay Replay => _replay;

    /// <summary>How long each order was in doubt that the venue had taken, and that is no longer.</summary>
    public List<TimeSpan> Doubts { get; } = [];

    /// <summary>Orders intended.</summary>
    public long Intents { get; private set; }

    /// <summary>When the last order was intended, since the start.</summary>
    public long LastIntentNs { get; private set; }

    /// <summary>Lots of positions set to the venue's word.</summary>
    public long Adjustments { get; private set; }

    /// <summary>True when somebody traded by hand, so that positions change past our orders.</summary>
    public bool HasOtherHands { get; set; }

    /// <summary>True while fills are lost for good, so that an adjustment is the right answer.</summary>
    public bool LacksHistory { get; set; }

    /// <summary>Fills of the venue that the journal never counted, in words; null when it counted all of them.</summary>
    public string? MissingFill()
    {
        foreach (Instrument instrument in _market.Instruments)
        {
            foreach (TrueFill fill in _market.Venue.Truth.Fills(Market.AccountName, instrument.Id.Symbol))
            {
                if (!_counted.Contains((instrument.Id, fill.TradeId, fill.Side)))
                    return $"{instrument.Id}: trade {fill.TradeId}, {fill.Side} {fill.Lots} lots of {fill.ClientId} is not counted";
            }
        }

        return null;
    }

    /// <summary>Lots that a strategy's orders traded at the venue; positive is long.</summary>
    public long LotsOf(string strategy, InstrumentId instrument) =>
        _venue.TradedLots(instrument, id => _intended.TryGetValue(id.Value, out string? owner) && owner == strategy);

    /// <summary>True once fills were lost for good.</summary>
    public bool HasLostFills => _forgiven.Count > 0;

    /// <summary>Fills of an order are lost for good: no sum of its trades can be right.</summary>
    public void Forgive(string clientId)
    {
        if (TryParse(clientId, out ClientOrderId id))
            _forgiven.Add(id.Value);
    }

    public void OnRecord(ReadOnlySpan<byte> record)
    {
        JournalEntry entry = JournalCodec.Decode(record);
        if (entry.Epoch < _replay.Epoch)
        {
            // What a stale owner writes is no part of the account's state.
            _oracle.Report("I1", $"the journal of {_market.Account} took a record of epoch {entry.Epoch} after epoch {_replay.Epoch} was opened");
            _intended[entry.Id.Value] = entry.Strategy ?? "";
            return;
        }

        Order? order;
        try
        {
            order = _replay.Apply(entry);
        }
        catch (InvalidOperationException error)
        {
            _oracle.Report("I9", $"the journal does not replay: {error.Message}");
            return;
        }

        if (_oracle.Story.IsKept)
            Tell(entry, order);
        switch (entry.Kind)
        {
            case JournalKind.OrderIntended:
                OnIntended(entry);
                break;
            case JournalKind.FillReceived:
                OnFill(entry);
                break;
            case JournalKind.PositionAdjusted:
                OnAdjusted(entry);
                break;
        }

        if (entry.Kind is not (JournalKind.OrderIntended or JournalKind.CancelRequested or JournalKind.ReplaceRequested or JournalKind.Denied))
            _oracle.Quotes.OnNews(order?.Instrument.Id ?? entry.Report.Instrument);
        if (entry.Kind is JournalKind.EpochOpened)
            _epochOpenedNs = _oracle.NowNs;
        if (order is not null)
            OnChanged(order);
    }

    /// <summary>The journal lost its end: what it says now is all that its next owner will know.</summary>
    public void Rebuild(IEnumerable<JournalLine> lines)
    {
        _replay = new(_market.Settings, _market.Instruments);
        foreach (JournalLine line in lines)
            _replay.Apply(JournalCodec.Decode(line.Record.Span));
        _ended.Clear();
        for (int age = 0; age < _replay.Orders.EndedCount; age++)
            _ended.Add(_replay.Orders.Ended(age).Id.Value);
        _unknownSinceNs.Clear();
    }

    /// <summary>The venue took an order of ours.</summary>
    public void OnAccepted(ClientOrderId id, InstrumentId instrument)
    {
        _oracle.Quotes.OnAccepted(id);
        bool isStale = id.Epoch < _replay.Epoch && _oracle.NowNs - _epochOpenedNs > UnderWayNs;
        if (isStale)
            _oracle.Report("I1", $"{_market.Id} accepted {id} of epoch {id.Epoch} {(_oracle.NowNs - _epochOpenedNs) / 1e9:0.000} s after epoch {_replay.Epoch} was opened");
        else
            CheckLease(id, id.Epoch, ClockErrorNs, "was accepted");
        if (!isStale && !_intended.ContainsKey(id.Value))
            _oracle.Report("I2", $"{_market.Id} accepted {id}, which no journal holds");
        if (_ended.Contains(id.Value))
            _oracle.Report("I3", $"{_market.Id} accepted {id}, which the journal holds for ended");
        CheckExposure(instrument);
    }

    /// <summary>Each virtual second: what cannot be seen in one event.</summary>
    public void Recount(long nowNs)
    {
        foreach (Instrument instrument in _market.Instruments)
            CheckExposure(instrument.Id);
        CheckStrangers(nowNs);
        if (_market.Venue.Truth.ClientIdsSeenTwice(Market.AccountName) is var twice && twice > _seenTwice)
            _oracle.Report("double", $"{_market.Id} took {twice - _seenTwice} orders under an id that it had seen before");
        _seenTwice = _market.Venue.Truth.ClientIdsSeenTwice(Market.AccountName);
        if (_replay.Orders.LiveCount > _market.Settings.Limits.MaxOpenOrders * 2)
            _oracle.Report("I11", $"{_market.Account}: {_replay.Orders.LiveCount} live orders, the limit is {_market.Settings.Limits.MaxOpenOrders}");
        foreach ((ulong id, long since) in _unknownSinceNs)
        {
            if (nowNs - since > Oracle.LongestDoubt.Ticks * 100 && nowNs - since < Oracle.LongestDoubt.Ticks * 100 + 1_000_000_000)
                _oracle.Report("doubt", $"{new ClientOrderId(id)} is in doubt for {(nowNs - since) / 1e9:0.0} s");
        }
    }

    /// <summary>What keeps the account from being at rest with its venue; null when nothing does.</summary>
    public string? Unsettled(bool mustQuote)
    {
        if (_unknownSinceNs.Count > 0)
            return $"{_unknownSinceNs.Count} orders in doubt";
        VenueTruth truth = _market.Venue.Truth;
        foreach (Instrument instrument in _market.Instruments)
        {
            long ours = _replay.ExposureOf(instrument.Id).PositionLots;
            long theirs = truth.Exposure(Market.AccountName, instrument.Id.Symbol).PositionLots;
            if (ours != theirs)
                return $"{instrument.Id}: position {ours}, the venue's {theirs}";
        }

        HashSet<string> quoted = new(StringComparer.Ordinal);
        foreach (TrueOrder order in truth.OpenOrders(Market.AccountName))
        {
            if (!TryParse(order.ClientId, out ClientOrderId id))
                continue;
            if (!_replay.Orders.TryGet(id, out Order? known) || known.State.IsTerminal())
                return $"{id} is open at {_market.Id} and not ours";
            quoted.Add(order.Symbol);
        }

        if (mustQuote && quoted.Count < _market.Instruments.Count)
            return $"{quoted.Count} of {_market.Instruments.Count} instruments are quoted";
        return null;
    }

    /// <summary>Once at rest and nothing is under way: lots of every order, by trade and in sum.</summary>
    public void CheckTotals()
    {
        foreach (Order order in _replay.Orders.Live)
            CheckLots(order);
        for (int age = 0; age < _replay.Orders.EndedCount; age++)
            CheckLots(_replay.Orders.Ended(age));
        foreach (Instrument instrument in _market.Instruments)
        {
            long ours = _replay.ExposureOf(instrument.Id).PositionLots;
            long theirs = _market.Venue.Truth.Exposure(Market.AccountName, instrument.Id.Symbol).PositionLots;
            if (ours != theirs)
                _oracle.Report("I5", $"{instrument.Id}: the position is {ours} lots, the venue's {theirs}");
        }
    }

    private void OnIntended(in JournalEntry entry)
    {
        _intended[entry.Id.Value] = entry.Strategy ?? "";
        Intents++;
        LastIntentNs = _oracle.NowNs;
        CheckLease(entry.Id, entry.Epoch, SameTurnNs, "was intended");
        if (entry.IsQuote)
            _oracle.Quotes.OnIntended(entry.Id, entry.Instrument);
        long ageNs = _oracle.NowNs - _books.HeardNs(entry.Instrument);
        long limitNs = _market.Settings.Limits.For(entry.Instrument).StaleAfterNs;
        bool isBroken = _books.BrokenSinceNs(entry.Instrument) is { } sinceNs && _oracle.NowNs - sinceNs > _oracle.NewsOfBreakNs;
        // Targets of the experiment's own hand are no answer to a book of ours.
        bool isOnBook = entry.IsQuote && entry.Strategy is not RaceRound.Racer;
        if (isOnBook && isBroken)
            _oracle.Report("I8", $"{entry.Id} quotes {entry.Instrument} on a book that is broken");
        if (isOnBook && ageNs > limitNs)
            _oracle.Report("I8", $"{entry.Id} quotes {entry.Instrument} on a book that was heard {ageNs / 1e9:0.000} s ago");
    }

    // An owner without a lease sends nothing, and what it had sent expires with its lease: at the venue, give or take the clock error.
    private void CheckLease(ClientOrderId id, int epoch, long toleranceNs, string what)
    {
        long lateNs = _oracle.NowNs - _oracle.Leases.EndsNs(_market.Account, epoch);
        if (lateNs > toleranceNs)
            _oracle.Report("lease", $"{id} {what} {lateNs / 1e9:0.000} s after the lease of epoch {epoch} had ended");
    }

    private void OnFill(in JournalEntry entry)
    {
        ExecutionReport report = entry.Report;
        if (!_counted.Add((report.Instrument, report.TradeId, report.Side)))
            return;
        bool isTrue = _venue.TryGetTrade(report.Instrument, report.TradeId, report.Side, out var trade)
            && trade.Lots == report.LastQuantity.Lots && trade.Price == report.LastPrice.Ticks
            && (!entry.Id.IsOurs || trade.Id == entry.Id);
        if (!isTrue)
            _oracle.Report("I4", $"{report.Instrument} trade {report.TradeId}, {report.Side} {report.LastQuantity.Lots} lots of {entry.Id}: the venue has {trade}");
    }

    private void OnAdjusted(in JournalEntry entry)
    {
        Adjustments++;
        if (string.IsNullOrEmpty(entry.Text))
            _oracle.Report("I5", $"{entry.Instrument} was adjusted by {entry.Lots} lots without a cause");
        else if (!LacksHistory)
            _oracle.Report("I5", $"{entry.Instrument} was adjusted by {entry.Lots} lots though nobody else trades: {entry.Text}");
    }

    private void OnChanged(Order order)
    {
        if (order.State is OrderState.Unknown)
            _unknownSinceNs.TryAdd(order.Id.Value, _oracle.NowNs);
        else if (_unknownSinceNs.Remove(order.Id.Value, out long since) && _venue.Has(order.Id))
            Doubts.Add(TimeSpan.FromTicks((_oracle.NowNs - since) / 100));

        if (!order.State.IsTerminal() || !_ended.Add(order.Id.Value))
            return;
        TrueOrder? truth = _market.Venue.Truth.Order(Market.AccountName, order.Id.ToString());
        if (truth?.Status is OrderStatus.New or OrderStatus.PartiallyFilled)
            _oracle.Report("I3", $"{order.Id} is {order.State} in the journal and {truth.Status} at {_market.Id}");
    }

    // What can happen at the venue must never be worse than what we reckon with. Orders that we do not know of are other rules' business.
    private void CheckExposure(InstrumentId instrument)
    {
        (long position, long buys, long sells) = _market.Venue.Truth.Exposure(Market.AccountName, instrument.Symbol, "q-");
        long limit = _market.Settings.Limits.For(instrument).MaxPositionLots;
        if (!HasOtherHands && !LacksHistory && Math.Max(position + buys, sells - position) > limit)
            _oracle.Report("I7", $"{instrument}: {position} lots held, {buys} and {sells} open, the limit is {limit}");
        foreach (TrueOrder open in _market.Venue.Truth.OpenOrders(Market.AccountName))
        {
            if (open.Symbol != instrument.Symbol || Known(open) is not { } order || order.State.IsTerminal())
                continue;
            if (order.OpenLots < open.Quantity - open.Filled)
                _oracle.Report("I7", $"{order.Id}: {open.Quantity - open.Filled} lots can trade at {_market.Id}, we reckon with {order.OpenLots}");
        }
    }

    private Order? Known(TrueOrder open) =>
        TryParse(open.ClientId, out ClientOrderId id) && _replay.Orders.TryGet(id, out Order? order) ? order : null;

    private void CheckLots(Order order)
    {
        if (_forgiven.Contains(order.Id.Value))
            return;
        long truth = _venue.TradedLots(order.Id);
        if (order.Traded.Lots != truth || order.Filled.Lots != truth)
            _oracle.Report("I4", $"{order.Id}: {order.Traded.Lots} lots by trades, {order.Filled.Lots} filled; the venue traded {truth}");
    }

    private void CheckStrangers(long nowNs)
    {
        HashSet<ulong> strange = [];
        HashSet<(string, Side, long)> places = [];
        foreach (TrueOrder order in _market.Venue.Truth.OpenOrders(Market.AccountName))
        {
            if (!TryParse(order.ClientId, out ClientOrderId id))
                continue;
            bool isOwned = _replay.Orders.TryGet(id, out Order? known) && !known.State.IsTerminal();
            bool isAdopted = isOwned && known!.Strategy.Length == 0;
            bool isDouble = !places.Add((order.Symbol, order.Side, order.Price));
            if (isOwned && !isAdopted && !isDouble)
                continue;

            strange.Add(id.Value);
            _strangeSinceNs.TryAdd(id.Value, nowNs);
            long ageNs = nowNs - _strangeSinceNs[id.Value];
            string what = isDouble ? "there twice" : isAdopted ? "adopted, and not taken back" : "nobody's";
            if (Passes(ageNs, Oracle.OrphanLimit) || (!isOwned && Passes(ageNs, Oracle.OrphanFoundWithin)))
                _oracle.Report(isDouble ? "double" : "orphan", $"{id} rests at {_market.Id} for {ageNs / 1e9:0.0} s and is {what}");
        }

        foreach (ulong id in _strangeSinceNs.Keys.Where(id => !strange.Contains(id)).ToArray())
            _strangeSinceNs.Remove(id);
    }

    // Looked at once a second: each limit is passed once.
    private static bool Passes(long ageNs, TimeSpan limit) => ageNs > limit.Ticks * 100 && ageNs <= limit.Ticks * 100 + 1_000_000_000;

    private void Tell(in JournalEntry entry, Order? order)
    {
        string text = entry.Kind switch
        {
            JournalKind.OrderIntended => $"{entry.Id} {entry.Side} {entry.Quantity.Lots} lots of {entry.Instrument} at {entry.Price.Ticks}",
            JournalKind.ReportReceived or JournalKind.FillReceived => $"{entry.Report.Id} heard {entry.Report.Kind} {entry.Report.Reason}, is {order?.State}",
            JournalKind.EpochOpened => $"epoch {entry.Epoch}",
            JournalKind.AnswerReceived => $"{entry.Id} {entry.Answer} counts: {entry.Counts}",
            JournalKind.PositionAdjusted => $"{entry.Instrument} by {entry.Lots} lots, {entry.Text}",
            _ => $"{entry.Id} {entry.Text} is {order?.State}",
        };
        _oracle.Story.Tell("sent", $"{_market.Id} {entry.Kind}: {text}");
    }

    private static bool TryParse(string text, out ClientOrderId id) => ClientOrderId.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out id);
}
