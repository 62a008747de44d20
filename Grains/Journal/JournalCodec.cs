using Google.Protobuf;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;
using Quern.Proto;
using OrderRequest = Quern.Proto.OrderRequest;
using OrderType = Quern.Proto.OrderType;
using Side = Quern.Proto.Side;
using TimeInForce = Quern.Proto.TimeInForce;

namespace Quern.Grains.Journal;

/// <summary>Turns entries of an account's journal into bytes and back: <c>Envelope</c> of <c>proto/</c>. One thread at a time; writing allocates nothing once warm.</summary>
internal sealed class JournalCodec
{
    /// <summary>Major version of the schema that this build writes and the highest that it reads.</summary>
    public const uint Schema = 1;

    private readonly Envelope _envelope;
    private readonly JournalRecord _record = new();
    private readonly OrderRequest _order = new();
    private readonly Report _report = new();
    private readonly Refusal _refusal = new();
    private byte[] _bytes = new byte[1024];

    /// <param name="run">The run's name.</param>
    /// <param name="desk">The account's desk.</param>
    /// <param name="epoch">The owner's epoch.</param>
    public JournalCodec(string run, string desk, int epoch) =>
        _envelope = new() { Schema = Schema, Run = run, Desk = desk, Epoch = (uint)epoch, JournalRecord = _record };

    /// <summary>The entry's bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(in JournalEntry entry)
    {
        _envelope.Sequence++;
        _envelope.PublishTimeNs = (ulong)entry.TimeNs;
        Fill(in entry);
        int size = _envelope.CalculateSize();
        if (size > _bytes.Length)
            _bytes = new byte[size * 2];
        _envelope.WriteTo(_bytes.AsSpan(0, size));
        return _bytes.AsSpan(0, size);
    }

    /// <summary>The entry that these bytes hold.</summary>
    /// <exception cref="JournalException">They are no entry, or of a newer version.</exception>
    public static JournalEntry Decode(ReadOnlySpan<byte> bytes)
    {
        Envelope envelope;
        try
        {
            envelope = Envelope.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new JournalException($"A journal record of {bytes.Length} bytes can't be read: {error.Message}", error);
        }

        if (envelope.Schema > Schema)
            throw new JournalException($"A journal record was written by a newer build (schema {envelope.Schema}, this build reads up to {Schema}); run that build.");
        return envelope.JournalRecord is { } record
            ? Entry(record, (int)envelope.Epoch)
            : throw new JournalException("An envelope in the journal holds no journal record.");
    }

    private void Fill(in JournalEntry entry)
    {
        _record.Kind = (Proto.JournalKind)entry.Kind;
        _record.TimeNs = (ulong)entry.TimeNs;
        _record.IsQuote = entry.IsQuote;
        _record.CommandKeyHigh = (ulong)(entry.CommandKey >> 64);
        _record.CommandKeyLow = unchecked((ulong)entry.CommandKey);
        _record.ExpiresNs = (ulong)entry.ExpiresNs;
        _record.Lots = entry.Lots;
        _record.Answer = (uint)entry.Answer;
        _record.VenueTimeNs = (ulong)entry.VenueTimeNs;
        _record.Counts = entry.Counts;
        _record.Text = entry.Text ?? "";
        _record.Order = FillOrder(in entry);
        _record.Refusal = FillRefusal(entry.Verdict);
        _record.Report = entry.Report.Kind is ReportKind.None ? null : FillReport(entry.Report);
    }

    private OrderRequest FillOrder(in JournalEntry entry)
    {
        _order.ClientOrderId = entry.Id.Value;
        _order.Instrument = entry.Instrument.ToString();
        _order.Strategy = entry.Strategy ?? "";
        _order.Side = (Side)(entry.Side + 1);
        _order.Type = (OrderType)(entry.Type + 1);
        _order.TimeInForce = (TimeInForce)(entry.TimeInForce + 1);
        _order.PostOnly = entry.PostOnly;
        _order.ReduceOnly = entry.ReduceOnly;
        _order.PriceTicks = entry.Price.Ticks;
        _order.QuantityLots = entry.Quantity.Lots;
        return _order;
    }

    private Refusal? FillRefusal(in Verdict verdict)
    {
        if (verdict.IsAccepted)
            return null;
        _refusal.Reason = (uint)verdict.Reason;
        _refusal.Limit = verdict.Limit;
        _refusal.Actual = verdict.Actual;
        return _refusal;
    }

    private Report FillReport(in ExecutionReport report)
    {
        _report.Kind = (uint)report.Kind;
        _report.ClientOrderId = report.Id.Value;
        _report.Instrument = report.Instrument.ToString();
        _report.VenueOrderId = report.VenueOrderId ?? "";
        _report.ForeignClientId = report.ForeignClientId ?? "";
        _report.Side = (Side)(report.Side + 1);
        _report.PriceTicks = report.Price.Ticks;
        _report.QuantityLots = report.Quantity.Lots;
        _report.FilledLots = report.Filled.Lots;
        _report.LastPriceTicks = report.LastPrice.Ticks;
        _report.LastQuantityLots = report.LastQuantity.Lots;
        _report.TradeId = report.TradeId;
        _report.Maker = report.IsMaker;
        _report.FeeE8High = unchecked((ulong)(report.FeeE8 >> 64));
        _report.FeeE8Low = unchecked((ulong)report.FeeE8);
        _report.FeeAsset = report.FeeAsset ?? "";
        _report.Final = report.IsFinal;
        _report.Reason = (uint)report.Reason;
        _report.VenueCode = report.VenueCode;
        _report.VenueText = report.VenueText ?? "";
        _report.VenueTimeNs = (ulong)report.VenueTimeNs;
        _report.ReceiveTimeNs = (ulong)report.ReceiveTimeNs;
        return _report;
    }

    private static JournalEntry Entry(JournalRecord record, int epoch) => new()
    {
        Kind = (Domain.Orders.JournalKind)record.Kind,
        TimeNs = (long)record.TimeNs,
        Epoch = epoch,
        Id = new(record.Order.ClientOrderId),
        Instrument = Instrument(record.Order.Instrument),
        Strategy = TextOrNull(record.Order.Strategy),
        Side = (Domain.Instruments.Side)(record.Order.Side - 1),
        Type = (Domain.Orders.OrderType)(record.Order.Type - 1),
        TimeInForce = (Domain.Orders.TimeInForce)(record.Order.TimeInForce - 1),
        PostOnly = record.Order.PostOnly,
        ReduceOnly = record.Order.ReduceOnly,
        IsQuote = record.IsQuote,
        CommandKey = new UInt128(record.CommandKeyHigh, record.CommandKeyLow),
        Price = new(record.Order.PriceTicks),
        Quantity = new(record.Order.QuantityLots),
        ExpiresNs = (long)record.ExpiresNs,
        Lots = record.Lots,
        Answer = (AbsenceAnswers)record.Answer,
        VenueTimeNs = (long)record.VenueTimeNs,
        Counts = record.Counts,
        Verdict = record.Refusal is { } refusal ? new((DenyReason)refusal.Reason, refusal.Limit, refusal.Actual) : default,
        Text = TextOrNull(record.Text),
        Report = record.Report is { } report ? ReportOf(report) : default,
    };

    private static ExecutionReport ReportOf(Report report) => new()
    {
        Kind = (ReportKind)report.Kind,
        Id = new(report.ClientOrderId),
        Instrument = Instrument(report.Instrument),
        VenueOrderId = TextOrNull(report.VenueOrderId),
        ForeignClientId = TextOrNull(report.ForeignClientId),
        Side = (Domain.Instruments.Side)(report.Side - 1),
        Price = new(report.PriceTicks),
        Quantity = new(report.QuantityLots),
        Filled = new(report.FilledLots),
        LastPrice = new(report.LastPriceTicks),
        LastQuantity = new(report.LastQuantityLots),
        TradeId = report.TradeId,
        IsMaker = report.Maker,
        FeeE8 = new Int128(report.FeeE8High, report.FeeE8Low),
        FeeAsset = TextOrNull(report.FeeAsset),
        IsFinal = report.Final,
        Reason = (Reason)report.Reason,
        VenueCode = report.VenueCode,
        VenueText = TextOrNull(report.VenueText),
        VenueTimeNs = (long)report.VenueTimeNs,
        ReceiveTimeNs = (long)report.ReceiveTimeNs,
    };

    private static InstrumentId Instrument(string text) => text.Length == 0 ? default : InstrumentId.Parse(text);

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;
}
