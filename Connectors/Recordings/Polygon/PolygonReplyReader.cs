using System.Globalization;
using System.Text;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Polygon;

/// <summary>Reads one record of a reply, by the members it has.</summary>
internal sealed class PolygonReplyReader(PolygonObject members, EventQueue events, int priceScale, int quantityScale)
{
    /// <summary>Whose record comes next.</summary>
    public int Instrument { get; set; }

    /// <summary>Reads the record whose members were just taken.</summary>
    /// <exception cref="FormatException">It is of no known shape, or damaged.</exception>
    public void Read(ReadOnlySpan<byte> json)
    {
        var values = new PolygonValues(members, json, priceScale, quantityScale);
        if (values.Has("bid_price"u8) || values.Has("ask_price"u8))
            Quote(in values);
        else if (values.Has("price"u8))
            Trade(in values);
        else if (values.Has("P"u8))
            LastQuote(in values);
        else if (values.Has("p"u8))
            LastTrade(in values);
        else if (values.Has("o"u8))
            events.Add(At(values.Time("t"u8), 0) with { Kind = TapeEventKind.Bar, Bar = values.Bar("v"u8) });
        else if (values.Has("open"u8))
            OpenClose(in values);
        else
            throw new FormatException("the record is neither a bar, a trade nor a quote");
    }

    private TapeEvent At(long venueNs, long feedNs) => new()
    {
        Kind = TapeEventKind.None,
        Instrument = Instrument,
        VenueTimeNs = venueNs != 0 ? venueNs : feedNs,
        ReceiveTimeNs = feedNs,
    };

    private void Trade(in PolygonValues values) => events.Add(At(values.Time("participant_timestamp"u8), values.Time("sip_timestamp"u8)) with
    {
        Kind = TapeEventKind.Trade,
        Flags = values.Number("correction"u8) != 0 ? TapeFlags.Doubtful : TapeFlags.None,
        Code = values.Code("conditions"u8),
        Venue = values.Code("exchange"u8),
        Price = values.Price("price"u8),
        Quantity = values.Size("size"u8),
        Sequence = values.Number("sequence_number"u8),
    });

    private void Quote(in PolygonValues values)
    {
        TapeEvent at = At(values.Time("participant_timestamp"u8), values.Time("sip_timestamp"u8)) with
        {
            Kind = TapeEventKind.Quote,
            Code = values.Code("conditions"u8),
            Sequence = values.Number("sequence_number"u8),
        };
        events.Add(at with { Side = Side.Buy, Venue = values.Code("bid_exchange"u8), Price = values.PriceOrNone("bid_price"u8), Quantity = values.SizeOrNone("bid_size"u8) });
        events.Add(at with { Side = Side.Sell, Venue = values.Code("ask_exchange"u8), Price = values.PriceOrNone("ask_price"u8), Quantity = values.SizeOrNone("ask_size"u8) });
        events.Add(at with { Kind = TapeEventKind.UpdateEnd });
    }

    private void LastTrade(in PolygonValues values) => events.Add(At(values.Time("y"u8), values.Time("t"u8)) with
    {
        Kind = TapeEventKind.Trade,
        Flags = values.Number("e"u8) != 0 ? TapeFlags.Doubtful : TapeFlags.None,
        Code = values.Code("c"u8),
        Venue = values.Code("x"u8),
        Price = values.Price("p"u8),
        Quantity = values.Size("s"u8),
        Sequence = values.Number("q"u8),
    });

    // Lower case is the bid, upper case the ask.
    private void LastQuote(in PolygonValues values)
    {
        TapeEvent at = At(values.Time("y"u8), values.Time("t"u8)) with { Kind = TapeEventKind.Quote, Code = values.Code("c"u8), Sequence = values.Number("q"u8) };
        events.Add(at with { Side = Side.Buy, Venue = values.Code("x"u8), Price = values.PriceOrNone("p"u8), Quantity = values.SizeOrNone("s"u8) });
        events.Add(at with { Side = Side.Sell, Venue = values.Code("X"u8), Price = values.PriceOrNone("P"u8), Quantity = values.SizeOrNone("S"u8) });
        events.Add(at with { Kind = TapeEventKind.UpdateEnd });
    }

    private void OpenClose(in PolygonValues values)
    {
        ReadOnlySpan<byte> from = values.Text("from"u8);
        if (!DateOnly.TryParseExact(Encoding.UTF8.GetString(from[..Math.Min(10, from.Length)]), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            throw TapeText.Wrong(from, "date");
        var bar = new TapeBar(values.Price("open"u8), values.Price("high"u8), values.Price("low"u8), values.Price("close"u8), values.SizeOrNone("volume"u8));
        events.Add(At(NewYorkTime.ToUnixNs(date, 0), 0) with { Kind = TapeEventKind.Bar, Bar = bar });
    }
}
