using System.Text.Json;

namespace Quern.Silo.Configuration;

/// <summary>What runs when nothing is configured: two instruments of the simulated venue, quoted on paper.</summary>
public static class DemoSettings
{
    /// <summary>The venue's id in the demo.</summary>
    public const string Venue = "sim-usdm";

    /// <summary>The demo.</summary>
    public static SiloSettings Create() => new()
    {
        Venues = [new() { Id = Venue, Accounts = [new() { Name = "demo", Number = 1 }] }],
        // Close to the touch, so that a minute of watching shows fills.
        Strategies = [Quote("mm-btcusdt", "BTCUSDT", Close), Quote("mm-ethusdt", "ETHUSDT", Close)],
    };

    private static JsonElement Close { get; } = JsonDocument.Parse("""{ "minHalfSpreadPpm": 15 }""").RootElement;

    private static StrategySettings Quote(string id, string symbol, JsonElement? settings = null) => new()
    {
        Id = id,
        Instrument = $"{Venue}:{symbol}",
        Account = $"{Venue}:demo",
        Settings = settings,
    };
}
