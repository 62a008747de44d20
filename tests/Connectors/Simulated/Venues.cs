using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Flow;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Venues as these tests need them.</summary>
internal static class Venues
{
    public static VenueAccountOptions Alice { get; } = new("alice", "alice-key", "alice-secret", VenueAccountOptions.Million);

    public static VenueAccountOptions Bob { get; } = new("bob", "bob-key", "bob-secret", VenueAccountOptions.Million);

    /// <summary>Nobody trades but the demo account, alice and bob.</summary>
    public static VenueOptions Quiet { get; } = new() { Flow = null, Accounts = [VenueAccountOptions.Demo, Alice, Bob] };

    /// <summary>The crowd trades, and limits are out of the way.</summary>
    public static VenueOptions Busy(int seed, double eventsPerSecond = 30) => new()
    {
        Seed = seed,
        Flow = new FlowOptions { EventsPerSecond = eventsPerSecond },
        Accounts = [VenueAccountOptions.Demo, Alice, Bob],
        Limits = new VenueLimits { WeightPerMinute = int.MaxValue / 2, OrdersPerMinute = int.MaxValue, OrdersPerTenSeconds = int.MaxValue },
    };
}

/// <summary>A quiet venue with three traders at it.</summary>
internal sealed class Floor : IDisposable
{
    public Floor(VenueOptions? options = null, VirtualTime? time = null)
    {
        Time = time ?? new VirtualTime();
        Venue = new SimulatedVenue(options ?? Venues.Quiet, Time);
        Demo = new Trader(Venue, Time);
        Alice = new Trader(Venue, Time, Venues.Alice);
        Bob = new Trader(Venue, Time, Venues.Bob);
    }

    public VirtualTime Time { get; }

    public SimulatedVenue Venue { get; }

    public Trader Demo { get; }

    public Trader Alice { get; }

    public Trader Bob { get; }

    public Ear UserStream(Trader trader, string path = "/private/ws?listenKey={0}")
    {
        string key = trader.Ask("POST", "/fapi/v1/listenKey").GetProperty("listenKey").GetString()!;
        return Ear.Open(Venue, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, key))!;
    }

    public void Dispose() => Venue.Dispose();
}
