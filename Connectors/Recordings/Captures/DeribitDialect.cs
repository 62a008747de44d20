using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>
/// Deribit's subscriptions by JSON-RPC: <c>book.*</c>, each change naming the one before it, <c>ticker.*</c> and <c>trades.*</c>.
/// A book channel that groups levels has no kinds of rows; each of its messages is a whole book.
/// </summary>
internal sealed class DeribitDialect(ICaptureOutput output) : CaptureDialect(output)
{
    public override void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        ReadOnlySpan<byte> channel = default;
        Range place = default;
        reader.Read();
        while (reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 2 })
                continue;
            if (reader.ValueTextEquals("channel"u8))
                channel = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                place = JsonSteps.PlaceOfNext(ref reader);
        }

        ReadOnlySpan<byte> data = json[place];
        if (data.IsEmpty)
            Output.Other();
        else if (channel.StartsWith("book."u8))
            ReadBook(data);
        else if (channel.StartsWith("ticker."u8))
            ReadTicker(data);
        else if (channel.StartsWith("trades."u8))
            ReadTrades(data);
        else
            Output.Other();
    }

    private void ReadBook(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        JsonSteps.OpenObject(ref reader);
        ReadOnlySpan<byte> name = default;
        (long time, long previous, long change) = (0, 0, 0);
        bool isSnapshot = true;
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("instrument_name"u8))
                name = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("timestamp"u8))
                time = CaptureTime.Milliseconds(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("change_id"u8))
                change = TapeText.Whole(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("prev_change_id"u8))
                previous = TapeText.Whole(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("type"u8))
                isSnapshot = JsonSteps.Text(ref reader).SequenceEqual("snapshot"u8);
            else if (reader.ValueTextEquals("bids"u8))
                ReadNamedLevels(ref reader, Side.Buy);
            else if (reader.ValueTextEquals("asks"u8))
                ReadNamedLevels(ref reader, Side.Sell);
            else
                reader.Skip();
        }

        Output.Book(name, new(isSnapshot, isSnapshot ? change : previous, change, CaptureProof.None, null, 0), time);
    }

    // ["new" or "change" or "delete", price, size], or price and size alone.
    private void ReadNamedLevels(scoped ref Utf8JsonReader reader, Side side)
    {
        JsonSteps.OpenList(ref reader);
        while (JsonSteps.TryOpenRow(ref reader))
        {
            ReadOnlySpan<byte> first = JsonSteps.Text(ref reader);
            bool isNamed = reader.TokenType is JsonTokenType.String;
            bool isDelete = isNamed && first.SequenceEqual("delete"u8);
            WrittenDecimal price = TapeText.Decimal(isNamed ? JsonSteps.Text(ref reader) : first);
            WrittenDecimal size = TapeText.Decimal(JsonSteps.Text(ref reader));
            JsonSteps.CloseRow(ref reader);
            Output.Rows.Add(new(side, price, isDelete ? default : size));
        }
    }

    private void ReadTicker(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        JsonSteps.OpenObject(ref reader);
        var quotes = new CaptureQuotes();
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("instrument_name"u8))
                quotes.Symbol = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("timestamp"u8))
                quotes.VenueNs = CaptureTime.Milliseconds(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("best_bid_price"u8))
                quotes.Bid = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("best_bid_amount"u8))
                quotes.BidSize = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("best_ask_price"u8))
                quotes.Ask = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("best_ask_amount"u8))
                quotes.AskSize = JsonSteps.Text(ref reader);
            else
                reader.Skip();
        }

        Output.Quotes(in quotes);
    }

    private void ReadTrades(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        JsonSteps.OpenList(ref reader);
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            ReadTrade(ref reader);
    }

    private void ReadTrade(scoped ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = default, direction = default, price = default, size = default;
        (long time, long number) = (0, 0);
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("instrument_name"u8))
                name = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("timestamp"u8))
                time = CaptureTime.Milliseconds(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("trade_seq"u8))
                number = TapeText.Whole(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("direction"u8))
                direction = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("price"u8))
                price = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("amount"u8))
                size = JsonSteps.Text(ref reader);
            else
                reader.Skip();
        }

        Side side = direction.SequenceEqual("buy"u8) ? Side.Buy : Side.Sell;
        Output.Trade(name, side, TapeText.Decimal(price), TapeText.Decimal(size), number, TapeFlags.SideKnown, time);
    }
}
