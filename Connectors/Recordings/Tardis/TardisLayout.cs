using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Tardis;

/// <summary>Where the columns lie that every layout has.</summary>
internal sealed record TardisCommon(int Exchange, int Symbol, int Time, int LocalTime);

/// <summary>Where the two columns of one level lie.</summary>
internal readonly record struct TardisLevel(Side Side, int Price, int Amount);

/// <summary>One row with the scales it is read at.</summary>
internal readonly ref struct TardisRow(CsvRow row, ReadOnlySpan<byte> line, int priceScale, int quantityScale)
{
    private readonly ReadOnlySpan<byte> _line = line;

    public ReadOnlySpan<byte> Cell(int place) => row.Cell(_line, place);

    public long Price(int place) => TapeText.Scaled(Cell(place), priceScale);

    public long Amount(int place) => TapeText.Size(Cell(place), quantityScale);
}

/// <summary>One layout of the source's files.</summary>
internal abstract class TardisLayout(TardisCommon common, EventQueue events)
{
    public TardisCommon Common { get; } = common;

    protected EventQueue Events { get; } = events;

    /// <summary>Reads one row; the event holds its instrument and times.</summary>
    public abstract void Read(in TardisRow row, in TapeEvent at);

    /// <summary>There are no more rows.</summary>
    public virtual void End()
    {
    }
}

/// <summary>Each row is the whole of the best levels, or the best quotes; a cell is empty where there is no level.</summary>
internal sealed class TardisSnapshots(TardisCommon common, EventQueue events, List<TardisLevel> levels, bool isQuote = false) : TardisLayout(common, events)
{
    public override void Read(in TardisRow row, in TapeEvent at)
    {
        TapeFlags flags = isQuote ? TapeFlags.None : TapeFlags.Snapshot;
        if (!isQuote)
            Events.Add(at with { Kind = TapeEventKind.Clear, Flags = flags });
        foreach (TardisLevel level in levels)
        {
            bool isThere = !row.Cell(level.Price).IsEmpty;
            if (!isThere && !isQuote)
                continue;
            Events.Add(at with
            {
                Kind = isQuote ? TapeEventKind.Quote : TapeEventKind.Level,
                Flags = flags,
                Side = level.Side,
                Price = isThere ? row.Price(level.Price) : 0,
                Quantity = isThere ? row.Amount(level.Amount) : 0,
            });
        }

        Events.Add(at with { Kind = TapeEventKind.UpdateEnd, Flags = flags });
    }
}

/// <summary>Each row is one level of a message; rows of one message share their local time.</summary>
internal sealed class TardisChanges(TardisCommon common, EventQueue events, int isSnapshot, int side, int price, int amount) : TardisLayout(common, events)
{
    private readonly HashSet<int> _inSnapshot = [];
    private TapeEvent _open;

    public override void Read(in TardisRow row, in TapeEvent at)
    {
        TapeEvent level = at with
        {
            Kind = TapeEventKind.Level,
            Flags = IsTrue(row.Cell(isSnapshot)) ? TapeFlags.Snapshot : TapeFlags.None,
            Side = SideOf(row.Cell(side)),
            Price = row.Price(price),
            Quantity = row.Amount(amount),
        };

        if (_open.Kind is not TapeEventKind.None && !IsOfOneMessage(in _open, in level))
            End();
        if (!level.Flags.HasFlag(TapeFlags.Snapshot))
            _inSnapshot.Remove(level.Instrument);
        else if (_inSnapshot.Add(level.Instrument))
            Events.Add(at with { Kind = TapeEventKind.Clear, Flags = TapeFlags.Snapshot });
        Events.Add(in level);
        _open = level;
    }

    public override void End()
    {
        if (_open.Kind is not TapeEventKind.None)
            Events.Add(_open with { Kind = TapeEventKind.UpdateEnd, Side = default, Price = 0, Quantity = 0 });
        _open = default;
    }

    private static bool IsOfOneMessage(in TapeEvent open, in TapeEvent next) =>
        open.ReceiveTimeNs == next.ReceiveTimeNs && open.Instrument == next.Instrument && open.Flags == next.Flags;

    private static bool IsTrue(ReadOnlySpan<byte> text) => text.SequenceEqual("true"u8)
        || (text.SequenceEqual("false"u8) ? false : throw TapeText.Wrong(text, "true or false"));

    private static Side SideOf(ReadOnlySpan<byte> text) => text.SequenceEqual("bid"u8) ? Side.Buy
        : text.SequenceEqual("ask"u8) ? Side.Sell
        : throw TapeText.Wrong(text, "bid or ask");
}

/// <summary>Each row is a trade; the side is the taker's, or unknown.</summary>
internal sealed class TardisTrades(TardisCommon common, EventQueue events, int id, int side, int price, int amount) : TardisLayout(common, events)
{
    public override void Read(in TardisRow row, in TapeEvent at)
    {
        ReadOnlySpan<byte> taker = row.Cell(side);
        bool isBuy = taker.SequenceEqual("buy"u8);
        if (!isBuy && !taker.SequenceEqual("sell"u8) && !taker.SequenceEqual("unknown"u8))
            throw TapeText.Wrong(taker, "buy, sell or unknown");
        Events.Add(at with
        {
            Kind = TapeEventKind.Trade,
            Flags = taker.SequenceEqual("unknown"u8) ? TapeFlags.None : TapeFlags.SideKnown,
            Side = isBuy ? Side.Buy : Side.Sell,
            Price = row.Price(price),
            Quantity = row.Amount(amount),
            Sequence = NumberOf(row.Cell(id)),
        });
    }

    // Some exchanges name trades by numbers, others by texts that fit no number.
    private static long NumberOf(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= 18 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? TapeText.Whole(text) : 0;
}
