using System.Text;
using Quern.Connectors.Recordings;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings;

[Trait("Category", "unit")]
public sealed class InstrumentFileTests
{
    private static readonly InstrumentId Ether = new("binance-usdm", "ETHUSDT");

    [Fact]
    public void The_decimals_of_tick_and_lot_are_the_scales()
    {
        Instrument instrument = Parse("""
            { "symbol": "ETHUSDT", "tick": "0.10", "lot": "0.001", "minNotional": "20", "maxQuantity": "10000", "makerFee": "-0.00005", "takerFee": "0.0005" }
            """);

        Assert.Equal((2, 3, "ETH", "USDT"), (instrument.PriceScale, instrument.QuantityScale, instrument.BaseAsset, instrument.SettlementAsset));
        Assert.Equal((10, 1, 10_000_000, (Int128)2_000_000), (
            instrument.Filters.PriceIncrement, instrument.Filters.QuantityIncrement, instrument.Filters.MaxQuantity, instrument.Filters.MinNotional));
        Assert.Equal(new Fees(-5_000, 50_000), instrument.Fees);
    }

    [Theory]
    [InlineData("""{ "tick": "0.01" }""", "'lot' is missing")]
    [InlineData("""{ "tick": "0.01", "lot": "0" }""", "'lot' is '0'")]
    [InlineData("""{ "tick": "a", "lot": "1" }""", "'tick' is 'a'")]
    [InlineData("""{ "tick": 0.01, "lot": "1" }""", "'tick' must be a text")]
    [InlineData("""{ "tick": "0.01", "lot": "1", "minPrice": "0.001" }""", "'minPrice' is '0.001'")]
    [InlineData("""{ "tick": "0.01", "lot": "1", "takerFee": "-1" }""", "'takerFee' is '-1'")]
    [InlineData("""{ "tick": "0.01", "lot": "1", "ticks": "1" }""", "unknown key 'ticks'")]
    [InlineData("""{ "symbol": "BTCUSDT", "tick": "0.01", "lot": "1" }""", "it defines BTCUSDT, the recording is of ETHUSDT")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "no JSON")]
    [InlineData("", "no JSON")]
    public void What_is_wrong_is_named(string json, string problem)
    {
        var error = Assert.Throws<FormatException>(() => Parse(json));

        Assert.StartsWith("eth.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static Instrument Parse(string json) => InstrumentFile.Parse(Encoding.UTF8.GetBytes(json), "eth.json", Ether);
}
