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
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new FormatException("a message is an object");
        while (JsonSteps.TryKey(ref reader))
            ReadField(ref reader, ref fields);
        JsonSteps.Finish(ref reader);

        if (fields.Type.SequenceEqual("snapshot"u8))
            Output.Book(fields.Product, new(true, 0, 0, CaptureProof.None, null, 0), fields.TimeNs);
        else if (fields.Type.SequenceEqual("l2update"u8))
            Output.Book(fields.Product, new(false, 0, 0, CaptureProof.None, null, 0), fields.TimeNs);
        else if (fields.Type.SequenceEqual("ticker"u8))
            ReadTicker(in fields);
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
            fields.Product = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("time"u8))
            fields.TimeNs = CaptureTime.Iso(JsonSteps.Text(ref reader));
        else if (reader.ValueTextEquals("bids"u8))
            ReadLevels(ref reader, Side.Buy);
        else if (reader.ValueTextEquals("asks"u8))
            ReadLevels(ref reader, Side.Sell);
        else if (reader.ValueTextEquals("changes"u8))
            ReadLevels(ref reader, null);
        else if (reader.ValueTextEquals("side"u8))
            fields.Side = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("price"u8))
            fields.Price = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("size"u8))
            fields.Size = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("trade_id"u8))
            fields.TradeId = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_bid"u8))
            fields.BestBid = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_ask"u8))
            fields.BestAsk = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_bid_size"u8))
            fields.BestBidSize = JsonSteps.Text(ref reader);
        else if (reader.ValueTextEquals("best_ask_size"u8))
            fields.BestAskSize = JsonSteps.Text(ref reader);
        else
            reader.Skip();
    }

    // Rows of a snapshot are price and size; a change names its side first.
    private void ReadLevels(scoped ref Utf8JsonReader reader, Side? side)
    {
        JsonSteps.OpenList(ref reader);
        while (JsonSteps.TryOpenRow(ref reader))
        {
            Side ofRow = side ?? SideOf(JsonSteps.Text(ref reader));
            Output.Rows.Add(new(ofRow, TapeText.Decimal(JsonSteps.Text(ref reader)), TapeText.Decimal(JsonSteps.Text(ref reader))));
            JsonSteps.CloseRow(ref reader);
        }
    }

    private void ReadTicker(in Fields fields)
    {
        Output.Quote(fields.Product, Side.Buy, fields.BestBid, fields.BestBidSize, fields.TimeNs);
        Output.Quote(fields.Product, Side.Sell, fields.BestAsk, fields.BestAskSize, fields.TimeNs);
        Output.QuotesEnd(fields.Product, fields.TimeNs);
    }

    private void ReadMatch(in Fields fields)
    {
        TapeFlags flags = TapeFlags.SideKnown | (fields.Type.Length > "match"u8.Length ? TapeFlags.Snapshot : TapeFlags.None);
        Output.Trade(
            fields.Product, SideOf(fields.Side).Opposite(), TapeText.Decimal(fields.Price), TapeText.Decimal(fields.Size),
            TapeText.Whole(fields.TradeId), flags, fields.TimeNs);
    }

    private static Side SideOf(ReadOnlySpan<byte> text) => text.SequenceEqual("buy"u8) ? Side.Buy
        : text.SequenceEqual("sell"u8) ? Side.Sell
        : throw TapeText.Wrong(text, "side");

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Type, Product, Side, Price, Size, TradeId, BestBid, BestAsk, BestBidSize, BestAskSize;
        public long TimeNs;
    }
}
