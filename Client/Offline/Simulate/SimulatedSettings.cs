using System.Text.Json;
using Quern.Silo.Configuration;

namespace Quern.Client.Offline.Simulate;

/// <summary>What runs in a simulation, as a configuration would say it.</summary>
internal static class SimulatedSettings
{
    public static readonly string[] Venues = ["sim-a", "sim-b"];

    public static SiloSettings Of(SimulationScale scale, ulong seed, string feed) => new()
    {
        Seed = seed,
        Feed = feed,
        Venues = [.. Venues.Select((id, index) => new VenueSettings
        {
            Id = id,
            BookPeriodMs = scale.BookPeriodMs,
            Accounts = [new() { Name = Market.AccountName, Number = index + 1, Risk = Json(Risk(scale)) }],
        })],
        Strategies =
        [
            .. from venue in Venues
               from listing in Market.Listings(scale.InstrumentsPerVenue)
               select new StrategySettings
               {
                   Id = $"mm-{venue}-{listing.Symbol.ToLowerInvariant()}",
                   Instrument = $"{venue}:{listing.Symbol}",
                   Account = $"{venue}:{Market.AccountName}",
                   Settings = Json(Quoting(scale)),
               },
        ],
    };

    private static Dictionary<string, object> Risk(SimulationScale scale) => new()
    {
        ["ordersPerSecond"] = 1_000,
        ["orderBurst"] = 1_000,
        ["moveByReplace"] = scale.MovesByReplace,
        ["maxPosition"] = scale.MaxPosition,
        ["maxOrder"] = 1_000,
    };

    private static Dictionary<string, object> Quoting(SimulationScale scale) => new()
    {
        ["orderNotional"] = scale.OrderNotional,
        ["levelsPerSide"] = scale.LevelsPerSide,
        ["levelSpacingTicks"] = 20,
        ["requoteThresholdPpm"] = scale.RequoteThresholdPpm,
        ["minHalfSpreadPpm"] = scale.MinHalfSpreadPpm,
        ["maxInventoryOrders"] = scale.MaxInventoryOrders,
    };

    private static JsonElement Json(Dictionary<string, object> values) => JsonSerializer.SerializeToElement(values);
}
