using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated;

/// <summary>One perpetual that the simulated venue lists: linear, settled in its quote asset.</summary>
/// <param name="Definition">Units, assets and filters. The scales together are 8 at most, so that money in 10^-8 stays whole.</param>
/// <param name="StartPrice">Where the market opens, in ticks; a multiple of the price increment.</param>
/// <param name="MaxMarketQuantity">Largest market order, in lots.</param>
public sealed record VenueInstrument(Instrument Definition, Price StartPrice, long MaxMarketQuantity)
{
    /// <summary>The venue's name in instrument ids when nothing else is said: the market whose dialect it speaks first.</summary>
    public const string DefaultVenue = "binance-usdm";

    /// <summary>BTCUSDT, ETHUSDT and SOLUSDT, with filters as the real market had them.</summary>
    public static IReadOnlyList<VenueInstrument> Defaults { get; } = [Bitcoin(), Ether(), Solana()];

    /// <summary>The venue's own symbol.</summary>
    public string Symbol => Definition.Id.Symbol;

    /// <summary>Price 0.10 on a display scale of two decimals, size 0.001, at least 100 USDT.</summary>
    public static VenueInstrument Bitcoin(long startTicks = 60_000_00) => new(
        Linear("BTCUSDT", "BTC", 2, 3, new Filters(1, 10, 1, 556_80, 4_529_764_00, 1, 1_000_000, 100_00_000, 50_000, 50_000, 200)),
        new Price(startTicks),
        120_000);

    /// <summary>Price 0.01, size 0.001, at least 20 USDT.</summary>
    public static VenueInstrument Ether(long startTicks = 3_000_00) => new(
        Linear("ETHUSDT", "ETH", 2, 3, new Filters(1, 1, 1, 39_86, 306_177_00, 1, 10_000_000, 20_00_000, 50_000, 50_000, 200)),
        new Price(startTicks),
        2_000_000);

    /// <summary>Price 0.0100 on a display scale of four decimals, size 0.01, at least 5 USDT.</summary>
    public static VenueInstrument Solana(long startTicks = 150_0000) => new(
        Linear("SOLUSDT", "SOL", 4, 2, new Filters(1, 100, 1, 4200, 65_571_000, 1, 100_000_000, 5_0000_00, 50_000, 50_000, 200)),
        new Price(startTicks),
        5_000_000);

    private static Instrument Linear(string symbol, string baseAsset, int priceScale, int quantityScale, Filters filters) => new()
    {
        Id = new InstrumentId(DefaultVenue, symbol),
        BaseAsset = baseAsset,
        QuoteAsset = "USDT",
        SettlementAsset = "USDT",
        Payoff = Payoff.Linear,
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        Filters = filters,
    };
}
