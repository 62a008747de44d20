using Quern.Domain.Instruments;

namespace Quern.Domain.Tests.Orders;

/// <summary>Instruments that the tests of the money path trade.</summary>
internal static class Contracts
{
    /// <summary>Ticks of 0.1, lots of 0.001.</summary>
    public static Instrument Linear { get; } = Define("BTCUSDT", Payoff.Linear, "USDT", priceScale: 1, quantityScale: 3);

    /// <summary>Ticks of 0.5 as tenths, lots of one dollar, profit in BTC.</summary>
    public static Instrument Inverse { get; } = Define("BTC-PERPETUAL", Payoff.Inverse, "BTC", priceScale: 1, quantityScale: 0);

    /// <summary>Ticks of 0.01, lots of 0.0001.</summary>
    public static Instrument Spot { get; } = Define("ETHUSDT", Payoff.Spot, "USDT", priceScale: 2, quantityScale: 4) with { BaseAsset = "ETH" };

    public static Instrument Define(string symbol, Payoff payoff, string settlement, int priceScale, int quantityScale) => new()
    {
        Id = new("test-venue", symbol),
        BaseAsset = "BTC",
        QuoteAsset = payoff is Payoff.Inverse ? "USD" : "USDT",
        SettlementAsset = settlement,
        Payoff = payoff,
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        Filters = new(Version: 1, PriceIncrement: 1, QuantityIncrement: 1),
    };
}
