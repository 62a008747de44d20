using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Grains.Interfaces.Orders;

/// <summary>A strategy's targets on one instrument. The sender may reuse it after a call that returned normally.</summary>
[GenerateSerializer, Immutable, Alias("targets")]
public sealed class TargetsMessage
{
    /// <summary>Who wants it.</summary>
    [Id(0)] public string Strategy { get; set; } = "";

    /// <summary><c>venue:symbol</c>.</summary>
    [Id(1)] public string Instrument { get; set; } = "";

    /// <summary>Newest wins.</summary>
    [Id(2)] public long Version { get; set; }

    /// <summary>Nanoseconds after receipt.</summary>
    [Id(3)] public long TimeToLiveNs { get; set; }

    /// <summary>The touch that the strategy looked at.</summary>
    [Id(4)] public Touch Reference { get; set; }

    /// <summary>Sequence of that book.</summary>
    [Id(5)] public long BookSequence { get; set; }

    /// <summary>When that book was last heard, Unix nanoseconds.</summary>
    [Id(6)] public long BookTimeNs { get; set; }

    /// <summary>Wanted levels; the first <see cref="Count"/> count, and only they travel.</summary>
    [field: NonSerialized]
    public TargetMessageLevel[] Levels { get; set; } = [];

    /// <summary>What a message carries of <see cref="Levels"/>.</summary>
    [Id(7)] public TargetMessageLevel[] Carried
    {
        get => Levels.Length == Count ? Levels : Levels[..Count];
        set => Levels = value;
    }

    /// <summary>How many of <see cref="Levels"/> count.</summary>
    [Id(8)] public int Count { get; set; }

    /// <summary>Ticks of the mark price; 0 when not known.</summary>
    [Id(9)] public long MarkTicks { get; set; }
}

/// <summary>One wanted level.</summary>
[GenerateSerializer, Immutable, Alias("target-level")]
public readonly record struct TargetMessageLevel(
    [property: Id(0)] Side Side, [property: Id(1)] long PriceTicks, [property: Id(2)] long QuantityLots);

/// <summary>One order now.</summary>
/// <param name="Key">Idempotency key, unique per account.</param>
/// <param name="Strategy">Who wants it.</param>
/// <param name="Instrument"><c>venue:symbol</c>.</param>
/// <param name="Side">Which way.</param>
/// <param name="Type">Limit or market.</param>
/// <param name="TimeInForce">How long it lives.</param>
/// <param name="PriceTicks">For limits.</param>
/// <param name="QuantityLots">Above zero.</param>
/// <param name="ReduceOnly">May only shrink the position.</param>
/// <param name="Reference">The touch that its sender looked at: what price bands are measured from.</param>
/// <param name="BookTimeNs">When that book was last heard, Unix nanoseconds.</param>
[GenerateSerializer, Immutable, Alias("submit-order")]
public sealed record SubmitOrder(
    [property: Id(0)] string Key,
    [property: Id(1)] string Strategy,
    [property: Id(2)] string Instrument,
    [property: Id(3)] Side Side,
    [property: Id(4)] OrderType Type,
    [property: Id(5)] TimeInForce TimeInForce,
    [property: Id(6)] long PriceTicks,
    [property: Id(7)] long QuantityLots,
    [property: Id(8)] bool ReduceOnly,
    [property: Id(9)] Touch Reference,
    [property: Id(10)] long BookTimeNs);

/// <summary>What became of a <see cref="SubmitOrder"/> before any answer of the venue.</summary>
/// <param name="OrderId">Our id; 0 when denied.</param>
/// <param name="Denied">Name of the limit that refused it; empty when sent.</param>
/// <param name="Limit">The limit's value.</param>
/// <param name="Actual">What it would have been.</param>
[GenerateSerializer, Immutable, Alias("submit-result")]
public sealed record SubmitResult(
    [property: Id(0)] ulong OrderId, [property: Id(1)] string Denied, [property: Id(2)] long Limit, [property: Id(3)] long Actual);

/// <summary>What the venue said, in order of arrival. The sender may reuse it after a call that returned normally.</summary>
[GenerateSerializer, Immutable, Alias("report-batch")]
public sealed class ReportBatch
{
    /// <summary>The reports; the first <see cref="Count"/> count, and only they travel.</summary>
    [field: NonSerialized]
    public ExecutionReport[] Reports { get; set; } = [];

    /// <summary>What a message carries of <see cref="Reports"/>.</summary>
    [Id(0)] public ExecutionReport[] Carried
    {
        get => Reports.Length == Count ? Reports : Reports[..Count];
        set => Reports = value;
    }

    /// <summary>How many of <see cref="Reports"/> count.</summary>
    [Id(1)] public int Count { get; set; }

    /// <summary>Where between the reports the order stream itself came up or went down; mostly empty.</summary>
    [Id(2)] public StreamChange[] Changes { get; set; } = [];
}

/// <summary>The order stream came up or went down. After an outage everything in flight is in doubt.</summary>
/// <param name="Before">Index of the report that follows it.</param>
/// <param name="IsReady">True when orders can be sent and are heard of.</param>
/// <param name="Detail">Why, for a log line.</param>
[GenerateSerializer, Immutable, Alias("stream-change")]
public readonly record struct StreamChange([property: Id(0)] int Before, [property: Id(1)] bool IsReady, [property: Id(2)] string Detail);

/// <summary>An order as a strategy sees it: any word about it, with the state that it led to.</summary>
[GenerateSerializer, Immutable, Alias("order-event")]
public sealed record OrderEventMessage
{
    /// <summary>Our id.</summary>
    [Id(0)] public ulong OrderId { get; init; }

    /// <summary><c>venue:symbol</c>.</summary>
    [Id(1)] public string Instrument { get; init; } = "";

    /// <summary>Whose order it is.</summary>
    [Id(2)] public string Strategy { get; init; } = "";

    /// <summary>Name of the state.</summary>
    [Id(3)] public string State { get; init; } = "";

    /// <summary>Which way.</summary>
    [Id(4)] public Side Side { get; init; }

    /// <summary>In ticks.</summary>
    [Id(5)] public long PriceTicks { get; init; }

    /// <summary>Total size in lots.</summary>
    [Id(6)] public long QuantityLots { get; init; }

    /// <summary>Filled so far, in lots.</summary>
    [Id(7)] public long FilledLots { get; init; }

    /// <summary>Name of the reason; empty when none.</summary>
    [Id(8)] public string Reason { get; init; } = "";

    /// <summary>Set when the word was a fill.</summary>
    [Id(9)] public FillMessage? Fill { get; init; }
}

/// <summary>One fill of one of our orders, as journaled.</summary>
[GenerateSerializer, Immutable, Alias("fill")]
public sealed record FillMessage
{
    /// <summary>Numbers the account's fills from 1, without gaps.</summary>
    [Id(0)] public long Sequence { get; init; }

    /// <summary>Our id of the order; 0 for an order that Quern did not make.</summary>
    [Id(1)] public ulong OrderId { get; init; }

    /// <summary><c>venue:symbol</c>.</summary>
    [Id(2)] public string Instrument { get; init; } = "";

    /// <summary>Whose order it was; empty when unattributed.</summary>
    [Id(3)] public string Strategy { get; init; } = "";

    /// <summary>Our side.</summary>
    [Id(4)] public Side Side { get; init; }

    /// <summary>In ticks.</summary>
    [Id(5)] public long PriceTicks { get; init; }

    /// <summary>In lots.</summary>
    [Id(6)] public long QuantityLots { get; init; }

    /// <summary>Unique per instrument at the venue.</summary>
    [Id(7)] public long TradeId { get; init; }

    /// <summary>True when our order rested.</summary>
    [Id(8)] public bool IsMaker { get; init; }

    /// <summary>In 10^-8 of <see cref="FeeAsset"/>; negative is a rebate.</summary>
    [Id(9)] public Int128 FeeE8 { get; init; }

    /// <summary>The fee's asset; empty when there was no fee.</summary>
    [Id(10)] public string FeeAsset { get; init; } = "";

    /// <summary>The mid before the fill, in half ticks; 0 when no book was known.</summary>
    [Id(11)] public long MidHalfTicks { get; init; }

    /// <summary>Stamped by the venue, Unix nanoseconds.</summary>
    [Id(12)] public long VenueTimeNs { get; init; }

    /// <summary>Stamped by us, Unix nanoseconds.</summary>
    [Id(13)] public long ReceiveTimeNs { get; init; }
}

/// <summary>What a command did.</summary>
/// <param name="Accepted">False when refused.</param>
/// <param name="Code">Stable, for programs; empty when accepted.</param>
/// <param name="Message">For a person: what happened and what to do next.</param>
/// <param name="OpenOrders">Our orders left on the venue's own list; −1 when not asked.</param>
[GenerateSerializer, Immutable, Alias("command-result")]
public sealed record CommandResult(
    [property: Id(0)] bool Accepted, [property: Id(1)] string Code, [property: Id(2)] string Message, [property: Id(3)] int OpenOrders);

/// <summary>An account's counts and states.</summary>
[GenerateSerializer, Immutable, Alias("account-view")]
public sealed record AccountView
{
    /// <summary><c>venue:account</c>.</summary>
    [Id(0)] public string Account { get; init; } = "";

    /// <summary>ready, reconciling, stopped or killed.</summary>
    [Id(1)] public string State { get; init; } = "";

    /// <summary>The owner's epoch.</summary>
    [Id(2)] public int Epoch { get; init; }

    /// <summary>Why it was killed; empty when armed.</summary>
    [Id(3)] public string KillReason { get; init; } = "";

    /// <summary>Orders that may still trade.</summary>
    [Id(4)] public int Working { get; init; }

    /// <summary>Orders whose outcome is not known.</summary>
    [Id(5)] public int Unknown { get; init; }

    /// <summary>Orders ever intended, over all epochs.</summary>
    [Id(6)] public long Total { get; init; }

    /// <summary>Fills, over all epochs.</summary>
    [Id(7)] public long Fills { get; init; }

    /// <summary>Orders sent.</summary>
    [Id(8)] public long Sent { get; init; }

    /// <summary>Refused by the venue.</summary>
    [Id(9)] public long Rejected { get; init; }

    /// <summary>Refused by our own risk.</summary>
    [Id(10)] public long Denied { get; init; }

    /// <summary>Cancelled.</summary>
    [Id(11)] public long Cancelled { get; init; }

    /// <summary>Path or name of the journal, for the log.</summary>
    [Id(12)] public string Journal { get; init; } = "";
}

/// <summary>One order.</summary>
[GenerateSerializer, Immutable, Alias("order-view")]
public sealed record OrderView
{
    /// <summary>Our id.</summary>
    [Id(0)] public ulong OrderId { get; init; }

    /// <summary>The venue's id; empty while unknown.</summary>
    [Id(1)] public string VenueOrderId { get; init; } = "";

    /// <summary><c>venue:symbol</c>.</summary>
    [Id(2)] public string Instrument { get; init; } = "";

    /// <summary>Whose order it is.</summary>
    [Id(3)] public string Strategy { get; init; } = "";

    /// <summary>Which way.</summary>
    [Id(4)] public Side Side { get; init; }

    /// <summary>Name of the state.</summary>
    [Id(5)] public string State { get; init; } = "";

    /// <summary>In ticks.</summary>
    [Id(6)] public long PriceTicks { get; init; }

    /// <summary>Total size in lots.</summary>
    [Id(7)] public long QuantityLots { get; init; }

    /// <summary>Filled so far, in lots.</summary>
    [Id(8)] public long FilledLots { get; init; }

    /// <summary>Decimals of a tick.</summary>
    [Id(9)] public int PriceScale { get; init; }

    /// <summary>Decimals of a lot.</summary>
    [Id(10)] public int QuantityScale { get; init; }

    /// <summary>How long ago it was intended, nanoseconds.</summary>
    [Id(11)] public long AgeNs { get; init; }
}

/// <summary>An account's state as one hash.</summary>
/// <param name="Epoch">The owner's epoch.</param>
/// <param name="IsFenced">True when a newer owner has the account: then the state stands still.</param>
/// <param name="StateHash">SHA-256 as hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("account-digest")]
public sealed record AccountDigest([property: Id(0)] int Epoch, [property: Id(1)] bool IsFenced, [property: Id(2)] string StateHash);
