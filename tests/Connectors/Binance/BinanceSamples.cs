using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Binance;

/// <summary>Instruments of the captured messages.</summary>
internal static class BinanceSamples
{
    public static Instrument BtcUsdt { get; } = Linear("BTCUSDT", 1, 3);

    public static Instrument Linear(string symbol, int priceScale, int quantityScale) => new()
    {
        Id = new("binance-usdm", symbol),
        BaseAsset = symbol.Replace("USDT", "", StringComparison.Ordinal),
        QuoteAsset = "USDT",
        SettlementAsset = "USDT",
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        Filters = new Filters(1, 1, 1),
    };
}
