using Quern.Connectors.Simulated.Flow;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Core;

/// <summary>
/// The exchange itself, in no dialect: matching, accounts, money. Everything runs under <see cref="Gate"/>: whoever comes from outside takes
/// it first, timers of the core take it themselves.
/// </summary>
internal sealed partial class VenueCore : IDisposable
{
    // Above 2^32 from the start, so that a reader with 32-bit ids fails at once.
    private const long FirstOrderId = 8_000_000_000;
    private const int LargestSequenceGap = 64;

    private readonly MatchEventBuffer _events = new();
    private readonly List<VenueOrder> _toExpire = [];
    private readonly CanonicalEvents _canonical;
    private readonly VenueOptions _options;
    private readonly FlowRandom _gaps;
    private readonly List<ITimer> _timers = [];
    private readonly long[] _openBuys;
    private readonly long[] _openSells;
    private long _lastOrderId = FirstOrderId;
    private long _lastUpdateId = 1_000_000_000_000;

    public VenueCore(VenueOptions options, TimeProvider time, IVenueObserver? observer)
    {
        _options = options;
        _canonical = new CanonicalEvents(observer);
        _gaps = new FlowRandom(options.Seed, 0x5e9);
        Clock = new VenueClock(time);
        Markets = [.. options.Instruments.Select((listing, index) => new VenueMarket(index, listing, options.Fees))];
        _openBuys = new long[Markets.Count];
        _openSells = new long[Markets.Count];
        Accounts =
        [
            new VenueAccount(0, new VenueAccountOptions("crowd", "", "", 0), Markets, 0),
            .. options.Accounts.Select((account, index) =>
                new VenueAccount(index + 1, account, Markets, options.Limits.HistoryPerAccount)),
        ];
        foreach (VenueMarket market in Markets)
            market.NextFundingMs = NextFunding(Clock.NowMs);
        StartSecondTimer();
    }

    public Lock Gate { get; } = new();

    public VenueClock Clock { get; }

    public IReadOnlyList<VenueMarket> Markets { get; }

    public IReadOnlyList<VenueInstrument> Listings => _options.Instruments;

    /// <summary>By owner number; the first is the crowd.</summary>
    public IReadOnlyList<VenueAccount> Accounts { get; }

    public VenueAccount Crowd => Accounts[0];

    public int Leverage => _options.Leverage;

    public IVenueListener? Listener { get; set; }

    public ICrowd? CrowdListener { get; set; }

    public long NextOrderId() => ++_lastOrderId;

    public VenueMarket? MarketOf(ReadOnlySpan<char> symbol)
    {
        foreach (VenueMarket market in Markets)
        {
            if (symbol.SequenceEqual(market.Symbol))
                return market;
        }

        return null;
    }

    /// <summary>Runs a command of the crowd.</summary>
    /// <returns>False when it was refused.</returns>
    public bool RunForCrowd(VenueMarket market, in MatchCommand command)
    {
        Match(market, in command);
        bool isTaken = _events.Events[0].Kind is not MatchEventKind.Rejected;
        Settle(market);
        return isTaken;
    }

    public void Dispose()
    {
        foreach (ITimer timer in _timers)
            timer.Dispose();
    }

    private void Match(VenueMarket market, in MatchCommand command)
    {
        _events.Clear();
        market.Engine.Execute(in command, _events);
    }

    /// <summary>Books what the last command caused and tells everybody.</summary>
    private void Settle(VenueMarket market) => Settle(market, _events.Events);

    /// <summary>Books events of an instrument, at least one, and tells everybody.</summary>
    public void Settle(VenueMarket market, ReadOnlySpan<MatchEvent> events)
    {
        long nowNs = Clock.NowNs;
        long nowMs = nowNs / 1_000_000;
        bool booksChanged = events[^1].Kind is MatchEventKind.LevelChanged;
        if (booksChanged)
            market.ApplyLevels(events, NextUpdateId(), nowMs);

        foreach (ref readonly MatchEvent step in events)
        {
            _canonical.Match(market, in step, nowNs);
            Book(market, in step, nowMs);
        }

        if (!market.IsRecorded)
            PublishTrades(market, events, nowMs);
        if (booksChanged)
            Listener?.OnBookChanged(market, events, nowMs);
        ExpireOverhang();
    }

    // Ids are shared by the whole exchange: a book never sees two neighbours.
    private long NextUpdateId() => _lastUpdateId += 2 + _gaps.Next(LargestSequenceGap);

    private void Book(VenueMarket market, in MatchEvent step, long nowMs)
    {
        switch (step.Kind)
        {
            case MatchEventKind.Traded:
                BookFill(market, in step, isMaker: false, nowMs);
                BookFill(market, in step, isMaker: true, nowMs);
                break;
            case MatchEventKind.LevelChanged:
                return;
            default:
                if (step.Owner != 0 && Accounts[step.Owner].Find(step.OrderId) is { } order)
                    Update(order, in step, nowMs);
                break;
        }

        if (step.Owner == 0 || (step.Kind is MatchEventKind.Traded && step.MakerOwner == 0))
            CrowdListener?.OnCrowdEvent(market, in step);
    }

    // Trades of one command at one price are one aggregate.
    private void PublishTrades(VenueMarket market, ReadOnlySpan<MatchEvent> events, long nowMs)
    {
        PublicTrade first = default;
        long lastId = 0;
        long lots = 0;
        foreach (ref readonly MatchEvent step in events)
        {
            if (step.Kind is not MatchEventKind.Traded)
                continue;

            PublicTrade trade = market.Record(in step, nowMs);
            Listener?.OnTrade(market, in trade);
            if (lots > 0 && first.Price != trade.Price)
            {
                Listener?.OnAggregateTrade(market, market.RecordAggregate(in first, lastId, lots));
                lots = 0;
            }

            first = lots == 0 ? trade : first;
            lastId = trade.Id;
            lots += trade.Lots;
        }

        if (lots > 0)
            Listener?.OnAggregateTrade(market, market.RecordAggregate(in first, lastId, lots));
    }
}
