using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>
/// Coinbase's exchange feed: level2 (<c>snapshot</c>, <c>l2update</c>), <c>ticker</c>, <c>match</c> and <c>last_match</c>, a trade from before
/// the subscription. A match names the maker's side.
/// </summary>
internal sealed class CoinbaseDialect(ICaptureOutput output) : CaptureDialect(output)
{
    public override void Read(ReadOnlySpan<byte> json)
    {
        var fields = new Fields();
        var reader = new Utf8JsonReader(json);
        JsonSteps.OpenObject(ref reader);
        while (JsonSteps.TryKey(ref reader))
            ReadField(ref reader, ref fields);
        JsonSteps.Finish(ref reader);

        if (fields.Type.SequenceEqual("snapshot"u8))
            Output.Book(fields.Quotes.Symbol, new(true, 0, 0, CaptureProof.None, null, 0), fields.Quotes.VenueNs);
        else if (fields.Type.SequenceEqual("l2update"u8))
            Output.Book(fields.Quotes.Symbol, new(false, 0, 0, CaptureProof.None, null, 0), fields.Quotes.VenueNs);
        else if (fields.Type.SequenceEqual("ticker"u8))
            Output.Quotes(in fields.Quotes);
        else if (fields.Type.SequenceEqual("match"u8) || fields.Type.SequenceEqual("last_match"u8))
            ReadMatch(in fields);
        else
            Output.Other();
    }

    private void ReadField(scoped ref Utf8JsonReader reader, ref Fields fields)
    {
        if (reader.ValueTextEquals("type"u8))
            fields.Type = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("product_id"u8))
            fields.Quotes.Symbol = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("time"u8))
            fields.Quotes.VenueNs = CaptureTime.Iso(JsonSteps.Text(ref reader));
        else if (reader.ValueTextEquals("bids"u8))
            ReadLevels(ref reader, Side.Buy);
        else if (reader.ValueTextEquals("asks"u8))
            ReadLevels(ref reader, Side.Sell);
        else if (reader.ValueTextEquals("changes"u8))
            ReadChanges(ref reader);
        else if (reader.ValueTextEquals("side"u8))
            fields.Side = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("price"u8))
            fields.Price = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("size"u8))
            fields.Size = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("trade_id"u8))
            fields.TradeId = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_bid"u8))
            fields.Quotes.Bid = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_ask"u8))
            fields.Quotes.Ask = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_bid_size"u8))
            fields.Quotes.BidSize = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_ask_size"u8))
            fields.Quotes.AskSize = JsonSteps.Text(ref reader);
        else
            reader.Skip();
    }

    // A change names its side before price and size.
    private void ReadChanges(scoped ref Utf8JsonReader reader)
    {
        JsonSteps.OpenList(ref reader);
        while (JsonSteps.TryOpenRow(ref reader))
        {
            ReadLevel(ref reader, SideOf(JsonSteps.Text(ref reader)));
            JsonSteps.CloseRow(ref reader);
        }
    }

    private void ReadMatch(in Fields fields)
    {
        TapeFlags flags = TapeFlags.SideKnown | (fields.Type.Length > "match"u8.Length ? TapeFlags.Snapshot : TapeFlags.None);
        Output.Trade(
            fields.Quotes.Symbol, SideOf(fields.Side).Opposite(), TapeText.Decimal(fields.Price), TapeText.Decimal(fields.Size),
            TapeText.Whole(fields.TradeId), flags, fields.Quotes.VenueNs);
    }

    private static Side SideOf(ReadOnlySpan<byte> text) => text.SequenceEqual("buy"u8) ? Side.Buy
        : text.SequenceEqual("sell"u8) ? Side.Sell
        : throw TapeText.Wrong(text, "side");

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Type, Side, Price, Size, TradeId;
        public CaptureQuotes Quotes;
    }
}
