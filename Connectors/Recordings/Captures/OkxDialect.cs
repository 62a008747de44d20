using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>
/// OKX's web-socket API v5 and those that took over its form (Bitget, OKCoin): <c>{"arg":{"channel","instId"},"action","data":[…]}</c> for
/// <c>books*</c>, <c>bbo-tbt</c>, <c>tickers</c> and <c>trades</c>. A book channel without an action sends whole books.
/// </summary>
internal sealed class OkxDialect(ICaptureOutput output) : CaptureDialect(output)
{
    public override void Read(ReadOnlySpan<byte> json)
    {
        var fields = new Fields();
        var reader = new Utf8JsonReader(json);
        JsonSteps.OpenObject(ref reader);
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("arg"u8))
                ReadArgument(ref reader, ref fields);
            else if (reader.ValueTextEquals("action"u8))
                fields.Action = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                fields.Data = JsonSteps.PlaceOfNext(ref reader);
            else
                reader.Skip();
        }

        JsonSteps.Finish(ref reader);
        if (fields.Data.Equals(default))
            Output.Other();
        else
            ReadData(json[fields.Data], in fields);
    }

    private static void ReadArgument(scoped ref Utf8JsonReader reader, ref Fields fields)
    {
        JsonSteps.OpenObject(ref reader);
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("channel"u8))
                fields.Channel = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("instId"u8))
                fields.Symbol = JsonSteps.Text(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadData(ReadOnlySpan<byte> data, in Fields fields)
    {
        bool isBook = fields.Channel.StartsWith("book"u8) || fields.Channel.StartsWith("bbo"u8);
        bool isTrade = fields.Channel.StartsWith("trade"u8), isTicker = fields.Channel.StartsWith("ticker"u8);
        if (!isBook && !isTrade && !isTicker)
        {
            Output.Other();
            return;
        }

        var reader = new Utf8JsonReader(data);
        JsonSteps.OpenList(ref reader);
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
                reader.Skip();
            else if (isBook)
                ReadBook(ref reader, in fields);
            else if (isTrade)
                ReadTrade(ref reader, in fields);
            else
                ReadTicker(ref reader, in fields);
        }
    }

    private void ReadBook(scoped ref Utf8JsonReader reader, in Fields fields)
    {
        (long time, long previous, long number) = (0, 0, 0);
        long? checksum = null;
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("bids"u8))
                ReadLevels(ref reader, Side.Buy);
            else if (reader.ValueTextEquals("asks"u8))
                ReadLevels(ref reader, Side.Sell);
            else if (reader.ValueTextEquals("ts"u8))
                time = CaptureTime.Milliseconds(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("checksum"u8))
                checksum = ChecksumOf(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("prevSeqId"u8))
                previous = TapeText.SignedWhole(JsonSteps.Text(ref reader));
            else if (reader.ValueTextEquals("seqId"u8))
                number = TapeText.SignedWhole(JsonSteps.Text(ref reader));
            else
                reader.Skip();
        }

        bool isSnapshot = !fields.Action.SequenceEqual("update"u8);
        Output.Book(fields.Symbol, new(isSnapshot, isSnapshot ? number : previous, number, CaptureProof.Okx, checksum, 0), time);
    }

    // Since the venue gave up its checksum it sends 0.
    private static long? ChecksumOf(ReadOnlySpan<byte> text) => TapeText.SignedWhole(text) is not 0 and long told ? told : null;

    private void ReadTrade(scoped ref Utf8JsonReader reader, in Fields fields)
    {
        ReadOnlySpan<byte> side = default, price = default, size = default, id = default;
        long time = 0;
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("side"u8))
                side = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("px"u8))
                price = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("sz"u8))
                size = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("tradeId"u8))
                id = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("ts"u8))
                time = CaptureTime.Milliseconds(JsonSteps.Text(ref reader));
            else
                reader.Skip();
        }

        Output.Trade(
            fields.Symbol, side.SequenceEqual("buy"u8) ? Side.Buy : Side.Sell, TapeText.Decimal(price), TapeText.Decimal(size),
            TapeText.Whole(id), TapeFlags.SideKnown, time);
    }

    private void ReadTicker(scoped ref Utf8JsonReader reader, in Fields fields)
    {
        var quotes = new CaptureQuotes { Symbol = fields.Symbol };
        while (JsonSteps.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("bidPx"u8) || reader.ValueTextEquals("bestBid"u8))
                quotes.Bid = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("bidSz"u8))
                quotes.BidSize = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("askPx"u8) || reader.ValueTextEquals("bestAsk"u8))
                quotes.Ask = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("askSz"u8))
                quotes.AskSize = JsonSteps.Text(ref reader);
            else if (reader.ValueTextEquals("ts"u8))
                quotes.VenueNs = CaptureTime.Milliseconds(JsonSteps.Text(ref reader));
            else
                reader.Skip();
        }

        Output.Quotes(in quotes);
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Channel, Symbol, Action;
        public Range Data;
    }
}
