using Quern.Domain.Instruments;

namespace Quern.Domain.Tests.Instruments;

/// <summary>One instrument of each payoff, as the venues list them.</summary>
internal static class Contracts
{
    /// <summary>A spot pair: ticks of 0.01 USDT, lots of 0.00001 BTC.</summary>
    public static Instrument Spot { get; } = new()
    {
        Id = new("test", "BTCUSDT-SPOT"),
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        SettlementAsset = "USDT",
        Payoff = Payoff.Spot,
        PriceScale = 2,
        QuantityScale = 5,
        Filters = new(1, 1, 1, MinNotional: 5_0000000),
    };

    /// <summary>A linear perpetual: ticks of 0.01 USDT, lots of 0.001 ETH, at least 20 USDT.</summary>
    public static Instrument Linear { get; } = new()
    {
        Id = new("test", "ETHUSDT"),
        BaseAsset = "ETH",
        QuoteAsset = "USDT",
        SettlementAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 3,
        Filters = new(1, 1, 1, MinQuantity: 1, MinNotional: 20_00000),
    };

    /// <summary>An inverse perpetual: contracts of 100 USD, ticks of 0.1 USD, settled in BTC.</summary>
    public static Instrument Inverse { get; } = new()
    {
        Id = new("test", "BTCUSD"),
        BaseAsset = "BTC",
        QuoteAsset = "USD",
        SettlementAsset = "BTC",
        Payoff = Payoff.Inverse,
        PriceScale = 1,
        QuantityScale = 0,
        Multiplier = 100,
        Filters = new(1, 1, 1, MinQuantity: 1),
    };
}
