using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Connectors.Binance.Parsing;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Binance;

/// <summary>J3: whatever the shape of a frame, its values are right or it is refused.</summary>
[Trait("Category", "property")]
public sealed class ParserRobustnessTests
{
    private const string Depth =
        """{"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":390497796,"u":390497878,"pu":390497794,"b":[["7403.89","0.002"],["7403.90","3.906"]],"a":[["7405.96","3.340"],["7406.63","0"]]}""";

    private const string Trade =
        """{"e":"aggTrade","E":123456789,"a":5933014,"s":"BTCUSDT","p":"0.001","q":"100","f":100,"l":105,"T":123456785,"m":true,"st":1}""";

    private readonly DepthLevels _levels = new();

    [Theory]
    [InlineData(Depth)]
    [InlineData("""{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":390497796,"u":390497878,"pu":390497794,"b":[["7403.89","0.002"],["7403.90","3.906"]],"a":[["7405.96","3.340"],["7406.63","0"]],"st":1,"ps":"BTCUSDT"}}""")]
    [InlineData("""{"data":{"u":390497878,"U":390497796,"pu":390497794,"a":[["7405.96","3.340"],["7406.63","0"]],"b":[["7403.89","0.002"],["7403.90","3.906"]],"s":"BTCUSDT","T":1571889248276,"E":1571889248277,"e":"depthUpdate"},"stream":"x"}""")]
    [InlineData("""  { "e" : "depthUpdate", "E":1571889248277,"T" :1571889248276,"s":"BTC\u0055SDT","new":{"e":["b",{"a":1}]},"U":390497796,"u":390497878,"p\u0075":390497794,"b":[ ["7403.89","0.002"], ["7403.90","3.906"] ],"a":[["7405.960","3.34"],["\u0037406.63","0.000"]]} """)]
    [InlineData("""{"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":390497796,"u":390497878,"pu":390497794,"b":[["7403.89","0.002"],["7403.90","3.906"]],"a":[["7405.96","3.340"],["7406.63","0"]],"zz":"later"}""")]
    public void A_depth_update_means_the_same_in_any_order_spacing_and_spelling(string frame)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(frame);

        Assert.True(DepthParser.TryReadHeader(bytes, out DepthHeader header));
        Assert.True(DepthParser.TryReadLevels(bytes, in header, 2, 3, _levels));

        Assert.Equal((1571889248277, 1571889248276, 390497796, 390497878, 390497794),
            (header.EventMs, header.TransactionMs, header.First, header.Final, header.PreviousFinal));
        Assert.Equal("BTCUSDT", Encoding.UTF8.GetString(header.Symbol));
        Assert.Equal([new(Side.Buy, 740389, 2), new(Side.Buy, 740390, 3906), new(Side.Sell, 740596, 3340), new(Side.Sell, 740663, 0)],
            _levels.Span.ToArray());
    }

    [Theory]
    [InlineData("\"7403.89\"", "\"7.40389e3\"")]
    [InlineData("\"7403.89\"", "\"+7403.89\"")]
    [InlineData("\"7403.89\"", "\"-7403.89\"")]
    [InlineData("\"7403.89\"", "\"7403.891\"")]
    [InlineData("\"7403.89\"", "\"7403.\"")]
    [InlineData("\"7403.89\"", "\".89\"")]
    [InlineData("\"7403.89\"", "\" 7403.89\"")]
    [InlineData("\"7403.89\"", "\"\"")]
    [InlineData("\"7403.89\"", "\"NaN\"")]
    [InlineData("\"7403.89\"", "\"92233720368547758.08\"")]
    [InlineData("\"7403.89\"", "null")]
    [InlineData("\"7403.89\"", "7403.89")]
    [InlineData("390497878", "-390497878")]
    [InlineData("390497878", "3.90497878e8")]
    [InlineData("390497878", "9223372036854775808")]
    [InlineData("390497878", "0390497878")]
    [InlineData("\"u\":390497878", "\"u\":390497878,\"u\":390497879")]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"BTCUSDT\",\"s\":\"ETHUSDT\"")]
    [InlineData(",\"s\":\"BTCUSDT\"", "")]
    [InlineData(",\"u\":390497878", "")]
    [InlineData("\"e\":\"depthUpdate\",", "")]
    [InlineData("[\"7403.89\",\"0.002\"]", "[\"7403.89\"]")]
    [InlineData("[\"7403.89\",\"0.002\"]", "[\"7403.89\",\"0.002\",\"1\"]")]
    [InlineData("[[\"7403.89\",\"0.002\"],[\"7403.90\",\"3.906\"]]", "{}")]
    [InlineData("}", "")]
    [InlineData("}", "}}")]
    [InlineData("}", "},")]
    [InlineData("}", ",\"st\":2}")]
    public void A_depth_update_that_is_not_certain_is_refused(string good, string bad)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Depth.Replace(good, bad, StringComparison.Ordinal));

        Assert.False(DepthParser.TryReadHeader(bytes, out DepthHeader header) && DepthParser.TryReadLevels(bytes, in header, 2, 3, _levels));
    }

    [Fact]
    public void An_absent_previous_id_is_told_apart_from_zero()
    {
        Assert.True(DepthParser.TryReadHeader(Encoding.UTF8.GetBytes(Depth.Replace(",\"pu\":390497794", "", StringComparison.Ordinal)), out DepthHeader header));
        Assert.Equal(-1, header.PreviousFinal);
    }

    [Theory]
    [InlineData(Trade)]
    [InlineData("""{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":123456789,"s":"BTCUSDT","a":5933014,"p":"0.001","q":"100","f":100,"l":105,"T":123456785,"m":true,"M":true}}""")]
    [InlineData("""{"m":true,"T":123456785, "l":105,"f":100,"q":"\u0031\u0030\u0030","nq":"7","p":"0.0010","s":"BTCUSDT","a":5933014,"E":123456789,"e":"aggTrade"}""")]
    public void A_trade_means_the_same_in_any_order_spacing_and_spelling(string frame)
    {
        Assert.True(TradeParser.TryRead(Encoding.UTF8.GetBytes(frame), out AggTrade trade));

        Assert.True(Decimals.TryParse(trade.Price, 4, out long price) && Decimals.TryParse(trade.Quantity, 0, out long quantity)
            && (price, quantity) == (10, 100));
        Assert.Equal((123456789, 5933014, 100, 105, 123456785, true),
            (trade.EventMs, trade.Id, trade.FirstTradeId, trade.LastTradeId, trade.TradeMs, trade.BuyerIsMaker));
        Assert.Equal("BTCUSDT", Encoding.UTF8.GetString(trade.Symbol));
    }

    [Theory]
    [InlineData("\"m\":true", "\"m\":1")]
    [InlineData(",\"q\":\"100\"", "")]
    [InlineData("\"T\":123456785", "\"T\":1e9")]
    [InlineData("\"a\":5933014", "\"a\":-5933014")]
    [InlineData("\"a\":5933014", "\"a\":5933014,\"a\":5933014")]
    [InlineData("\"st\":1", "\"st\":2")]
    [InlineData("\"e\":\"aggTrade\"", "\"e\":\"trade\"")]
    public void A_trade_that_is_not_certain_is_refused(string good, string bad) =>
        Assert.False(TradeParser.TryRead(Encoding.UTF8.GetBytes(Trade.Replace(good, bad, StringComparison.Ordinal)), out _));

    [Theory, InlineData(1), InlineData(2)]
    public void A_frame_with_broken_bytes_is_refused_or_read_as_its_plain_twin_reads_it(int seed)
    {
        var random = new Random(seed);
        byte[] original = Encoding.UTF8.GetBytes(Depth);
        for (int round = 0; round < 10_000; round++)
        {
            byte[] bytes = (byte[])original.Clone();
            for (int flips = random.Next(1, 3); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)"0123456789.\",:[]{}eEuUbaps \\-"[random.Next(29)];
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];

            if (DepthParser.TryReadHeader(bytes, out DepthHeader header) && DepthParser.TryReadLevels(bytes, in header, 2, 3, _levels))
                AssertAgreesWithDocument(bytes, in header);
        }
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Any_key_order_is_read_alike(int seed)
    {
        var random = new Random(seed);
        JsonObject original = JsonNode.Parse(Depth)!.AsObject();
        for (int round = 0; round < 500; round++)
        {
            KeyValuePair<string, JsonNode?>[] members = [.. original];
            random.Shuffle(members);
            var shuffled = new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
            byte[] bytes = Encoding.UTF8.GetBytes(shuffled.ToJsonString(new JsonSerializerOptions { WriteIndented = random.Next(2) == 0 }));

            Assert.True(DepthParser.TryReadHeader(bytes, out DepthHeader header) && DepthParser.TryReadLevels(bytes, in header, 2, 3, _levels));
            AssertAgreesWithDocument(bytes, in header);
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(5), InlineData(8)]
    public void Decimals_read_by_position_agree_with_the_plain_reader(int scale)
    {
        var random = new Random(scale);
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(0, 22)).Select(_ => "0123456789012345678900.-e"[random.Next(25)]));
            byte[] quoted = Encoding.ASCII.GetBytes(text + "\"");
            var cursor = new FrameCursor(quoted);

            if (!cursor.TryDecimal(scale, out long scaled))
                continue;
            Assert.True(Decimals.TryParse(Encoding.ASCII.GetBytes(text), scale, out long plain), text);
            Assert.Equal(plain, scaled);
        }
    }

    // System.Text.Json's document is the twin: slow, and written by somebody else.
    private void AssertAgreesWithDocument(byte[] bytes, in DepthHeader header)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement root = document.RootElement.TryGetProperty("data", out JsonElement data) ? data : document.RootElement;
        Assert.Equal(Number(root, "E"), header.EventMs);
        Assert.Equal(Number(root, "U"), header.First);
        Assert.Equal(Number(root, "u"), header.Final);
        Assert.Equal(root.GetProperty("s").GetString(), Encoding.UTF8.GetString(header.Symbol));
        Assert.Equal(root.TryGetProperty("pu", out _) ? Number(root, "pu") : -1, header.PreviousFinal);
        var expected = root.GetProperty("b").EnumerateArray().Select(l => (Side.Buy, Price(l[0]), Size(l[1])))
            .Concat(root.GetProperty("a").EnumerateArray().Select(l => (Side.Sell, Price(l[0]), Size(l[1]))));
        Assert.Equal(expected, _levels.Span.ToArray().Select(l => (l.Side, l.Ticks, l.Lots)));

        static long Number(JsonElement parent, string name) => parent.GetProperty(name) is { ValueKind: JsonValueKind.String } text
            ? long.Parse(text.GetString()!, CultureInfo.InvariantCulture) : parent.GetProperty(name).GetInt64();
        static long Price(JsonElement text) => (long)(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture) * 100);
        static long Size(JsonElement text) => (long)(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture) * 1000);
    }
}
