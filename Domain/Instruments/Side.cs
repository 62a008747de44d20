namespace Quern.Domain.Instruments;

/// <summary>Which way an order or trade goes. Buy orders rest on the bid side, sell orders on the ask side.</summary>
public enum Side : byte
{
    /// <summary>Buys the base asset: the bid.</summary>
    Buy = 0,

    /// <summary>Sells the base asset: the ask.</summary>
    Sell = 1,
}

/// <summary>What a side knows about itself.</summary>
public static class Sides
{
    /// <summary>The other side.</summary>
    public static Side Opposite(this Side side) => (Side)((byte)side ^ 1);

    /// <summary>+1 for a buy, −1 for a sell: what a fill does to the position.</summary>
    public static int Sign(this Side side) => 1 - 2 * (byte)side;
}
