using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Grains.Interfaces.Orders;

/// <summary>How an <see cref="ExecutionReport"/> travels.</summary>
[GenerateSerializer, Immutable, Alias("execution-report")]
public struct ExecutionReportSurrogate
{
    /// <summary>What is said.</summary>
    [Id(0)] public ReportKind Kind;

    /// <summary>Our id; 0 for none.</summary>
    [Id(1)] public ulong Id;

    /// <summary><c>venue:symbol</c>; empty for none.</summary>
    [Id(2)] public string Instrument;

    /// <summary>The venue's id.</summary>
    [Id(3)] public string? VenueOrderId;

    /// <summary>A client id that is not ours.</summary>
    [Id(4)] public string? ForeignClientId;

    /// <summary>The order's side.</summary>
    [Id(5)] public Side Side;

    /// <summary>In ticks.</summary>
    [Id(6)] public long Price;

    /// <summary>In lots.</summary>
    [Id(7)] public long Quantity;

    /// <summary>In lots.</summary>
    [Id(8)] public long Filled;

    /// <summary>In ticks.</summary>
    [Id(9)] public long LastPrice;

    /// <summary>In lots.</summary>
    [Id(10)] public long LastQuantity;

    /// <summary>The venue's trade id.</summary>
    [Id(11)] public long TradeId;

    /// <summary>True when our order rested.</summary>
    [Id(12)] public bool IsMaker;

    /// <summary>In 10^-8 of the asset.</summary>
    [Id(13)] public Int128 FeeE8;

    /// <summary>The fee's asset.</summary>
    [Id(14)] public string? FeeAsset;

    /// <summary>True at the order's end.</summary>
    [Id(15)] public bool IsFinal;

    /// <summary>Why.</summary>
    [Id(16)] public Reason Reason;

    /// <summary>The venue's code.</summary>
    [Id(17)] public int VenueCode;

    /// <summary>The venue's text.</summary>
    [Id(18)] public string? VenueText;

    /// <summary>Unix nanoseconds.</summary>
    [Id(19)] public long VenueTimeNs;

    /// <summary>Unix nanoseconds.</summary>
    [Id(20)] public long ReceiveTimeNs;
}

/// <summary>Converts an <see cref="ExecutionReport"/>.</summary>
[RegisterConverter]
public sealed class ExecutionReportConverter : IConverter<ExecutionReport, ExecutionReportSurrogate>
{
    /// <inheritdoc/>
    public ExecutionReport ConvertFromSurrogate(in ExecutionReportSurrogate surrogate) => new()
    {
        Kind = surrogate.Kind,
        Id = new(surrogate.Id),
        Instrument = string.IsNullOrEmpty(surrogate.Instrument) ? default : InstrumentId.Parse(surrogate.Instrument),
        VenueOrderId = surrogate.VenueOrderId,
        ForeignClientId = surrogate.ForeignClientId,
        Side = surrogate.Side,
        Price = new(surrogate.Price),
        Quantity = new(surrogate.Quantity),
        Filled = new(surrogate.Filled),
        LastPrice = new(surrogate.LastPrice),
        LastQuantity = new(surrogate.LastQuantity),
        TradeId = surrogate.TradeId,
        IsMaker = surrogate.IsMaker,
        FeeE8 = surrogate.FeeE8,
        FeeAsset = surrogate.FeeAsset,
        IsFinal = surrogate.IsFinal,
        Reason = surrogate.Reason,
        VenueCode = surrogate.VenueCode,
        VenueText = surrogate.VenueText,
        VenueTimeNs = surrogate.VenueTimeNs,
        ReceiveTimeNs = surrogate.ReceiveTimeNs,
    };

    /// <inheritdoc/>
    public ExecutionReportSurrogate ConvertToSurrogate(in ExecutionReport value) => new()
    {
        Kind = value.Kind,
        Id = value.Id.Value,
        Instrument = value.Instrument.ToString(),
        VenueOrderId = value.VenueOrderId,
        ForeignClientId = value.ForeignClientId,
        Side = value.Side,
        Price = value.Price.Ticks,
        Quantity = value.Quantity.Lots,
        Filled = value.Filled.Lots,
        LastPrice = value.LastPrice.Ticks,
        LastQuantity = value.LastQuantity.Lots,
        TradeId = value.TradeId,
        IsMaker = value.IsMaker,
        FeeE8 = value.FeeE8,
        FeeAsset = value.FeeAsset,
        IsFinal = value.IsFinal,
        Reason = value.Reason,
        VenueCode = value.VenueCode,
        VenueText = value.VenueText,
        VenueTimeNs = value.VenueTimeNs,
        ReceiveTimeNs = value.ReceiveTimeNs,
    };
}
