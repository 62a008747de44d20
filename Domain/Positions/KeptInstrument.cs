using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Positions;

/// <summary>One instrument in an account's books: the venue's position, and each strategy's part of it.</summary>
internal sealed class KeptInstrument
{
    private readonly IdWindow[] _tradeIds;

    public KeptInstrument(Instrument definition, PositionSettings settings)
    {
        Definition = definition;
        Math = new(definition, settings.ScaleOf(definition.SettlementAsset));
        _tradeIds = [new(settings.IdsKept), new(settings.IdsKept)];
        FundingTimes = new(settings.IdsKept);
        Recent = new(settings.TradesKept);
    }

    public Instrument Definition { get; }

    public PayoffMath Math { get; }

    /// <summary>The position as the venue sees it: all strategies and what is unattributed, netted.</summary>
    public PositionLine Whole { get; } = new(PositionKeeper.Unattributed);

    /// <summary>What no strategy did, as if it were one.</summary>
    public PositionLine NoStrategys { get; } = new(PositionKeeper.Unattributed);

    /// <summary>In order of their first trade.</summary>
    public List<PositionLine> Strategies { get; } = [];

    public IdWindow FundingTimes { get; }

    /// <summary>Of the strategies and of nobody, not of the whole.</summary>
    public RecentTrades Recent { get; }

    /// <summary>What the open lots are valued at; null before the first mark or trade.</summary>
    public long? MidHalfTicks { get; set; }

    public IdWindow TradeIds(Side side) => _tradeIds[(int)side];

    public PositionLine? Find(string strategy)
    {
        foreach (PositionLine line in Strategies)
        {
            if (line.Strategy == strategy)
                return line;
        }

        return null;
    }

    public PositionLine FindOrAdd(string strategy)
    {
        if (strategy == PositionKeeper.Unattributed)
            return NoStrategys;
        if (Find(strategy) is { } known)
            return known;
        var line = new PositionLine(strategy);
        Strategies.Add(line);
        return line;
    }

    public Int128 RealisedUnits(PositionLine line) => Math.ToUnits(line.Realised);

    public Int128 TradingUnits(PositionLine line) => Math.ToUnits(line.TradingAt(Math, MidHalfTicks ?? 0));

    /// <summary>Derived so that realised and unrealised add up to all profit from price, to the last unit.</summary>
    public Int128 UnrealisedUnits(PositionLine line) => TradingUnits(line) - RealisedUnits(line);

    /// <summary>What rounding every line's profit down leaves of the whole's: 0 to one unit a line.</summary>
    public Int128 RoundingUnits()
    {
        Int128 rest = TradingUnits(Whole) - TradingUnits(NoStrategys);
        foreach (PositionLine line in Strategies)
            rest -= TradingUnits(line);
        return rest;
    }

    public ProfitAndLoss TradingParts(PositionLine line)
    {
        Int128 spread = Math.ToUnits(line.Spread);
        return new(spread, TradingUnits(line) - spread, 0, 0, 0, 0);
    }
}
