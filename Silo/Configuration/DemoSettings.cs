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
        Strategies = [Quote("mm-btcusdt", "BTCUSDT"), Quote("mm-ethusdt", "ETHUSDT")],
    };

    private static StrategySettings Quote(string id, string symbol, JsonElement? settings = null) => new()
    {
        Id = id,
        Instrument = $"{Venue}:{symbol}",
        Account = $"{Venue}:demo",
        Settings = settings,
    };
}
