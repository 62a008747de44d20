namespace Quern.Domain.Positions;

/// <summary>One position with its cost and profit, exact in value units: of the account, or of one strategy.</summary>
internal sealed class PositionLine(string strategy)
{
    public string Strategy { get; } = strategy;

    /// <summary>Positive is long.</summary>
    public long Lots { get; private set; }

    /// <summary>What the open lots were worth when they were opened.</summary>
    public Int128 Cost { get; private set; }

    /// <summary>Profit of what was closed.</summary>
    public Int128 Realised { get; private set; }

    /// <summary>What the trades earned against the mid of their moment.</summary>
    public Int128 Spread { get; private set; }

    /// <summary>Books a trade: lots that close take out their part of the cost, lots that open add to it.</summary>
    public void Trade(PayoffMath math, long signedLots, long priceHalfTicks, long midHalfTicks)
    {
        Int128 value = math.ValueAt(signedLots, priceHalfTicks);
        Spread += math.ValueAt(signedLots, midHalfTicks) - value;

        bool closes = Lots != 0 && Lots < 0 != signedLots < 0;
        Int128 openingValue = closes ? value - Close(math, value, Math.Abs(signedLots)) : value;
        Lots += signedLots;
        Cost += openingValue;
    }

    /// <summary>All profit from price: what was closed, and what is open at the mid.</summary>
    public Int128 TradingAt(PayoffMath math, long midHalfTicks) =>
        Lots == 0 ? Realised - Cost : Realised + math.ValueAt(Lots, midHalfTicks) - Cost;

    /// <summary>Closes what the trade can close.</summary>
    /// <returns>The part of the trade's value that closed.</returns>
    private Int128 Close(PayoffMath math, Int128 value, long tradedLots)
    {
        long open = Math.Abs(Lots);
        long closed = Math.Min(tradedLots, open);
        Int128 closedValue = PayoffMath.PartOf(value, closed, tradedLots);
        // In whole units a wallet moves without rounding: what is rounded off stays in the cost of the open lots.
        Int128 closedCost = math.WholeUnits(PayoffMath.PartOf(Cost, closed, open));

        Realised -= closedValue + closedCost;
        Cost -= closedCost;
        return closedValue;
    }
}
