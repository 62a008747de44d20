using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Core;

/// <summary>A public trade.</summary>
internal readonly record struct PublicTrade(long Id, long Price, long Lots, bool BuyerIsMaker, long TimeMs);

/// <summary>Trades of one taker order at one price, counted as one.</summary>
internal readonly record struct AggregateTrade(
    long Id, long FirstTradeId, long LastTradeId, long Price, long Lots, bool BuyerIsMaker, long TimeMs);

/// <summary>One instrument: its matching engine, the levels that the public sees, and its recent trades.</summary>
internal sealed class VenueMarket
{
    private const int TradesKept = 1000;
    private readonly Int128 _toE8;
    private long _lastAggregateId;

    public VenueMarket(int index, VenueInstrument listing, Fees fees)
    {
        Index = index;
        Listing = listing;
        Instrument = listing.Definition with { Fees = fees };
        _toE8 = Decimals.PowerOfTen(8 - Instrument.PriceScale - Instrument.QuantityScale);
        MarkE8 = IndexE8 = TicksToE8(listing.StartPrice.Ticks);
        LastPrice = listing.StartPrice.Ticks;
        Book.Apply(MarketEvents.SnapshotStart(0, default));
        Book.Apply(MarketEvents.UpdateEnd(0, 0, default));
    }

    public int Index { get; }

    public VenueInstrument Listing { get; }

    public Instrument Instrument { get; }

    public string Symbol => Listing.Symbol;

    public IMatchingEngine Engine { get; private set; } = new MatchingEngine();

    /// <summary>True when book, tape and mark price come from a recording: what the engine does then shows to the accounts alone.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Levels as the public sees them; its sequence is the exchange-wide id of the last change.</summary>
    public L2Book Book { get; } = new();

    /// <summary>When the book last changed, Unix milliseconds.</summary>
    public long BookTimeMs { get; private set; }

    /// <summary>Mark and index price in 10^-8 of the quote asset.</summary>
    public Int128 MarkE8 { get; set; }

    public Int128 IndexE8 { get; set; }

    /// <summary>The funding rate that applies next, in hundred-millionths.</summary>
    public long FundingRateE8 { get; set; } = 10_000;

    public long NextFundingMs { get; set; }

    public long LastPrice { get; private set; }

    public Recent<PublicTrade> Trades { get; } = new(TradesKept);

    public Recent<AggregateTrade> Aggregates { get; } = new(TradesKept);

    public int PriceScale => Instrument.PriceScale;

    public int QuantityScale => Instrument.QuantityScale;

    public long Increment => Instrument.Filters.PriceIncrement;

    /// <summary>The mark price in whole ticks, rounded toward zero.</summary>
    public long MarkTicks => (long)(MarkE8 / Decimals.PowerOfTen(8 - PriceScale));

    public Int128 TicksToE8(long ticks) => ticks * Decimals.PowerOfTen(8 - PriceScale);

    /// <summary>Tick·lots as money in 10^-8 of the quote asset; exact.</summary>
    public Int128 ToE8(Int128 tickLots) => tickLots * _toE8;

    /// <summary>Takes the level changes of one command into the public book under a new exchange-wide id.</summary>
    public void ApplyLevels(ReadOnlySpan<MatchEvent> events, long updateId, long nowMs)
    {
        var stamp = new FrameStamp(nowMs * 1_000_000, nowMs * 1_000_000);
        foreach (ref readonly MatchEvent step in events)
        {
            if (step.Kind is MatchEventKind.LevelChanged)
                Book.Apply(MarketEvents.Level(step.Side, step.Price, step.Quantity, stamp));
        }

        Book.Apply(MarketEvents.UpdateEnd(Book.Sequence, updateId, stamp));
        BookTimeMs = nowMs;
    }

    /// <summary>Hands the instrument to a recording, whose book is unknown until its first snapshot.</summary>
    public void FollowRecording(IMatchingEngine engine)
    {
        Engine = engine;
        IsRecorded = true;
        Book.Apply(MarketEvents.Broken(default));
    }

    /// <summary>Takes recorded steps into the public book.</summary>
    public void ApplyRecorded(ReadOnlySpan<MarketEvent> events, long nowMs)
    {
        Book.Apply(events);
        BookTimeMs = nowMs;
    }

    public PublicTrade Record(in MatchEvent trade, long nowMs)
    {
        var print = new PublicTrade(trade.TradeId, trade.Price, trade.Quantity, trade.Side is Side.Sell, nowMs);
        LastPrice = trade.Price;
        Trades.Add(print);
        return print;
    }

    public AggregateTrade RecordAggregate(in PublicTrade first, long lastTradeId, long lots)
    {
        var aggregate = new AggregateTrade(++_lastAggregateId, first.Id, lastTradeId, first.Price, lots, first.BuyerIsMaker, first.TimeMs);
        Aggregates.Add(aggregate);
        return aggregate;
    }
}
