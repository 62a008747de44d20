using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>What is known of one instrument of a capture while it is read; its checksums are over what the venue wrote, whatever rule that follows.</summary>
internal sealed class CaptureMarket(int number, string name) : ILevelTexts
{
    public int Number { get; } = number;

    public string Name { get; } = name;

    /// <summary>Decimals of a tick; 0 until they are fixed.</summary>
    public int PriceScale { get; set; }

    /// <summary>Decimals of a lot; 0 until they are fixed.</summary>
    public int QuantityScale { get; set; }

    public CaptureSide Bids { get; } = new(Side.Buy);

    public CaptureSide Asks { get; } = new(Side.Sell);

    /// <summary>The venue's number of the last book or change.</summary>
    public long Sequence { get; set; }

    /// <summary>True once a whole book came.</summary>
    public bool HasBook { get; set; }

    public CaptureSide Of(Side side) => side is Side.Buy ? Bids : Asks;

    public int Count(Side side) => Of(side).Count;

    public int WritePrice(Side side, int place, Span<byte> text) => Of(side)[place].Price.Write(text);

    public int WriteSize(Side side, int place, Span<byte> text) => Of(side)[place].Size.Write(text);
}
