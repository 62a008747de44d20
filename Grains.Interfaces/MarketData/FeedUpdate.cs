using Quern.Domain.MarketData;

namespace Quern.Grains.Interfaces.MarketData;

/// <summary>What a book tells its subscribers: the newest touch, and each trade since the last update. Reused by the book after a normal return.</summary>
[GenerateSerializer, Immutable, Alias("feed-update")]
public sealed class FeedUpdate
{
    /// <summary><c>venue:symbol</c>.</summary>
    [Id(0)]
    public string Instrument { get; set; } = "";

    /// <summary>Best bid and ask; meaningful when <see cref="IsProven"/>.</summary>
    [Id(1)]
    public Touch Touch { get; set; }

    /// <summary>The book's sequence.</summary>
    [Id(2)]
    public long Sequence { get; set; }

    /// <summary>True when the chain from the snapshot to <see cref="Sequence"/> has no gap.</summary>
    [Id(3)]
    public bool IsProven { get; set; }

    /// <summary>When the feed was last heard, Unix nanoseconds by our clock.</summary>
    [Id(4)]
    public long BookTimeNs { get; set; }

    /// <summary>Stamped by the venue on the last change, Unix nanoseconds; 0 when none.</summary>
    [Id(5)]
    public long VenueTimeNs { get; set; }

    /// <summary>When the book published this, Unix nanoseconds.</summary>
    [Id(6)]
    public long PublishTimeNs { get; set; }

    /// <summary>Trades since the last update; the first <see cref="TradeCount"/> count, and only they travel.</summary>
    [field: NonSerialized]
    public FeedTrade[] Trades { get; set; } = [];

    /// <summary>What a message carries of <see cref="Trades"/>.</summary>
    [Id(7)]
    public FeedTrade[] Carried
    {
        get => Trades.Length == TradeCount ? Trades : Trades[..TradeCount];
        set => Trades = value;
    }

    /// <summary>How many of <see cref="Trades"/> count, at most 1,024.</summary>
    [Id(8)]
    public int TradeCount { get; set; }

    /// <summary>Trades that did not fit and were left out, since the book woke.</summary>
    [Id(9)]
    public long TradesDropped { get; set; }

    /// <summary>Numbers the book's publications, so that a subscriber can see a repeat.</summary>
    [Id(10)]
    public long Publication { get; set; }

    /// <summary>The mark price in ticks; 0 while not heard.</summary>
    [Id(11)]
    public long MarkTicks { get; set; }

    /// <summary>Which life of the book published this: <see cref="Publication"/> begins anew with each. Opaque; 0 before the first publication.</summary>
    [Id(12)]
    public long Life { get; set; }
}

/// <summary>A public trade with the touch before it.</summary>
[GenerateSerializer, Immutable, Alias("feed-trade")]
public readonly record struct FeedTrade(
    [property: Id(0)] Domain.Instruments.Side Aggressor,
    [property: Id(1)] long PriceTicks,
    [property: Id(2)] long QuantityLots,
    [property: Id(3)] long TradeId,
    [property: Id(4)] long VenueTimeNs,
    [property: Id(5)] Touch Before);
