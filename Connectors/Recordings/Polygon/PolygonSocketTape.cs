using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Polygon;

/// <summary>
/// Messages of Polygon's (Massive's) sockets as a tape: a message a line, as the array that arrives, or as an object of <c>channel</c> and
/// <c>message</c>. Trades (T, XT), quotes (Q, C, XQ), bars (A, AM, CA, XA), levels (XL2) and limit bands (LULD). Sizes are as sent: those of
/// stock quotes may count round lots. A time's unit is told by its length.
/// </summary>
/// <remarks>Polygon.io (Massive), "WebSocket API", messages of the stocks, forex and crypto clusters.</remarks>
public sealed class PolygonSocketTape : LineTape
{
    // Crypto trades name their taker by condition.
    private const int SellCondition = 1;
    private const int BuyCondition = 2;
    private readonly PolygonObject _members = new();

    /// <summary>Opens a file.</summary>
    /// <param name="file">Plain or packed.</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18. Default 10.</param>
    /// <param name="quantityScale">Decimals of a lot, 0 to 18. Default 8.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public PolygonSocketTape(string file, int priceScale = 10, int quantityScale = 8)
        : base(file, priceScale, quantityScale, longestLine: 16 * 1024 * 1024)
    {
    }

    /// <summary>Messages that say nothing of a market: statuses of the socket, and events that are not read here.</summary>
    public long OtherMessages { get; private set; }

    /// <inheritdoc/>
    private protected override void ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return;
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartArray)
        {
            ReadList(line);
            return;
        }

        _members.Read(ref reader);
        JsonSteps.Finish(ref reader);
        ReadOnlySpan<byte> message = _members.Inner(line, "message"u8);
        if (_members.Has(line, "ev"u8))
            ReadEvent(line);
        else if (message.IsEmpty)
            OtherMessages++;
        else
            ReadList(message);
    }

    private void ReadList(ReadOnlySpan<byte> list)
    {
        var reader = new Utf8JsonReader(list);
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray)
            throw new FormatException("a message is a list of events");
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            _members.Read(ref reader);
            ReadEvent(list);
        }

        JsonSteps.Finish(ref reader);
    }

    private void ReadEvent(ReadOnlySpan<byte> json)
    {
        var values = new PolygonValues(_members, json, PriceScale, QuantityScale);
        switch (values.Text("ev"u8))
        {
            case [(byte)'T']:
                Trade(in values, At(in values, "sym"u8, "t"u8) with { Code = values.Code("c"u8), Sequence = values.Number("q"u8) });
                break;
            case [(byte)'X', (byte)'T']:
                CryptoTrade(in values);
                break;
            case [(byte)'Q']:
                Quote(in values, At(in values, "sym"u8, "t"u8) with { Code = values.Code("c"u8), Sequence = values.Number("q"u8) });
                break;
            case [(byte)'X', (byte)'Q']:
                Quote(in values, At(in values, "pair"u8, "t"u8) with { Venue = values.Code("x"u8) });
                break;
            case [(byte)'C']:
                ForexQuote(in values);
                break;
            case [(byte)'A'] or [(byte)'A', (byte)'M']:
                Events.Add(At(in values, "sym"u8, "s"u8) with { Kind = TapeEventKind.Bar, Bar = values.Bar("v"u8) });
                break;
            case [(byte)'C', (byte)'A'] or [(byte)'X', (byte)'A']:
                Events.Add(At(in values, "pair"u8, "s"u8) with { Kind = TapeEventKind.Bar, Bar = values.Bar("v"u8) });
                break;
            case [(byte)'X', (byte)'L', (byte)'2']:
                Levels(in values);
                break;
            case [(byte)'L', (byte)'U', (byte)'L', (byte)'D']:
                Band(in values);
                break;
            default:
                OtherMessages++;
                break;
        }
    }

    private TapeEvent At(in PolygonValues values, ReadOnlySpan<byte> symbol, ReadOnlySpan<byte> time) => new()
    {
        Kind = TapeEventKind.None,
        Instrument = InstrumentOf(values.Text(symbol)),
        VenueTimeNs = values.Time(time),
        ReceiveTimeNs = values.Time("r"u8),
    };

    private void Trade(in PolygonValues values, in TapeEvent at) =>
        Events.Add(at with { Kind = TapeEventKind.Trade, Venue = values.Code("x"u8), Price = values.Price("p"u8), Quantity = values.Size("s"u8) });

    private void CryptoTrade(in PolygonValues values)
    {
        int taker = values.Code("c"u8);
        Trade(in values, At(in values, "pair"u8, "t"u8) with
        {
            Code = taker,
            Flags = taker is SellCondition or BuyCondition ? TapeFlags.SideKnown : TapeFlags.None,
            Side = taker == SellCondition ? Side.Sell : Side.Buy,
            Sequence = values.Number("i"u8),
        });
    }

    private void Quote(in PolygonValues values, in TapeEvent at)
    {
        TapeEvent quote = at with { Kind = TapeEventKind.Quote };
        int bidVenue = values.Has("bx"u8) ? values.Code("bx"u8) : at.Venue, askVenue = values.Has("ax"u8) ? values.Code("ax"u8) : at.Venue;
        Events.Add(quote with { Side = Side.Buy, Venue = bidVenue, Price = values.PriceOrNone("bp"u8), Quantity = values.SizeOrNone("bs"u8) });
        Events.Add(quote with { Side = Side.Sell, Venue = askVenue, Price = values.PriceOrNone("ap"u8), Quantity = values.SizeOrNone("as"u8) });
        Events.Add(at with { Kind = TapeEventKind.UpdateEnd });
    }

    private void ForexQuote(in PolygonValues values)
    {
        TapeEvent at = At(in values, "p"u8, "t"u8) with { Venue = values.Code("x"u8) };
        TapeEvent quote = at with { Kind = TapeEventKind.Quote, Flags = TapeFlags.SizeUnknown };
        Events.Add(quote with { Side = Side.Buy, Price = values.Price("b"u8) });
        Events.Add(quote with { Side = Side.Sell, Price = values.Price("a"u8) });
        Events.Add(at with { Kind = TapeEventKind.UpdateEnd });
    }

    private void Levels(in PolygonValues values)
    {
        TapeEvent at = At(in values, "pair"u8, "t"u8) with { Flags = TapeFlags.Snapshot, Venue = values.Code("x"u8) };
        Events.Add(at with { Kind = TapeEventKind.Clear });
        values.Levels("b"u8, Side.Buy, in at, Events);
        values.Levels("a"u8, Side.Sell, in at, Events);
        Events.Add(at with { Kind = TapeEventKind.UpdateEnd });
    }

    private void Band(in PolygonValues values) => Events.Add(At(in values, values.Has("sym"u8) ? "sym"u8 : "T"u8, "t"u8) with
    {
        Kind = TapeEventKind.Status,
        Code = values.Code("i"u8),
        Sequence = values.Number("q"u8),
        Bar = new TapeBar(0, values.Price("h"u8), values.Price("l"u8), 0, 0),
    });
}
