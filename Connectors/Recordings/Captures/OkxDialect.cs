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
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new FormatException("a message is an object");
        while (CaptureJson.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("arg"u8))
                ReadArgument(ref reader, ref fields);
            else if (reader.ValueTextEquals("action"u8))
                fields.Action = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                fields.DataAt = StartOfData(ref reader);
            else
                reader.Skip();
        }

        CaptureJson.Finish(ref reader);
        if (fields.DataAt == 0)
            Output.Other();
        else
            ReadData(json[fields.DataAt..], in fields);
    }

    private static void ReadArgument(scoped ref Utf8JsonReader reader, ref Fields fields)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new FormatException("'arg' is no object");
        while (CaptureJson.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("channel"u8))
                fields.Channel = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("instId"u8))
                fields.Symbol = CaptureJson.Text(ref reader);
            else
                reader.Skip();
        }
    }

    private static int StartOfData(scoped ref Utf8JsonReader reader)
    {
        CaptureJson.OpenList(ref reader);
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start;
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

        var reader = new Utf8JsonReader(data, isFinalBlock: false, default);
        reader.Read();
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
        while (CaptureJson.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("bids"u8))
                ReadLevels(ref reader, Side.Buy);
            else if (reader.ValueTextEquals("asks"u8))
                ReadLevels(ref reader, Side.Sell);
            else if (reader.ValueTextEquals("ts"u8))
                time = CaptureTime.Milliseconds(CaptureJson.Text(ref reader));
            else if (reader.ValueTextEquals("checksum"u8))
                checksum = TapeFields.SignedWhole(CaptureJson.Text(ref reader));
            else if (reader.ValueTextEquals("prevSeqId"u8))
                previous = TapeFields.SignedWhole(CaptureJson.Text(ref reader));
            else if (reader.ValueTextEquals("seqId"u8))
                number = TapeFields.SignedWhole(CaptureJson.Text(ref reader));
            else
                reader.Skip();
        }

        bool isSnapshot = !fields.Action.SequenceEqual("update"u8);
        Output.Book(fields.Symbol, new(isSnapshot, isSnapshot ? number : previous, number, CaptureProof.Okx, checksum, 0), time);
    }

    // [price, size, …]: what follows is old or the number of orders.
    private void ReadLevels(scoped ref Utf8JsonReader reader, Side side)
    {
        CaptureJson.OpenList(ref reader);
        while (CaptureJson.TryOpenRow(ref reader))
        {
            Output.Rows.Add(new(side, TapeFields.Decimal(CaptureJson.Text(ref reader)), TapeFields.Decimal(CaptureJson.Text(ref reader))));
            CaptureJson.CloseRow(ref reader);
        }
    }

    private void ReadTrade(scoped ref Utf8JsonReader reader, in Fields fields)
    {
        ReadOnlySpan<byte> side = default, price = default, size = default, id = default;
        long time = 0;
        while (CaptureJson.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("side"u8))
                side = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("px"u8))
                price = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("sz"u8))
                size = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("tradeId"u8))
                id = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("ts"u8))
                time = CaptureTime.Milliseconds(CaptureJson.Text(ref reader));
            else
                reader.Skip();
        }

        Output.Trade(
            fields.Symbol, side.SequenceEqual("buy"u8) ? Side.Buy : Side.Sell, TapeFields.Decimal(price), TapeFields.Decimal(size),
            TapeFields.Whole(id), TapeFlags.SideKnown, time);
    }

    private void ReadTicker(scoped ref Utf8JsonReader reader, in Fields fields)
    {
        ReadOnlySpan<byte> bid = default, bidSize = default, ask = default, askSize = default;
        long time = 0;
        while (CaptureJson.TryKey(ref reader))
        {
            if (reader.ValueTextEquals("bidPx"u8))
                bid = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("bidSz"u8))
                bidSize = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("askPx"u8))
                ask = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("askSz"u8))
                askSize = CaptureJson.Text(ref reader);
            else if (reader.ValueTextEquals("ts"u8))
                time = CaptureTime.Milliseconds(CaptureJson.Text(ref reader));
            else
                reader.Skip();
        }

        Output.Quote(fields.Symbol, Side.Buy, bid, bidSize, time);
        Output.Quote(fields.Symbol, Side.Sell, ask, askSize, time);
        Output.QuotesEnd(fields.Symbol, time);
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Channel, Symbol, Action;
        public int DataAt;
    }
}
