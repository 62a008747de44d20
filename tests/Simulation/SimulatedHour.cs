using System.Text.Json;
using Quern.Connectors.Simulated;
using Quern.Engine.Simulation;
using Quern.Grains.Interfaces.Orders;
using Quern.Proto;
using Quern.Silo.Configuration;
using Quern.Silo.Engines;

namespace Quern.Simulation.Tests;

/// <summary>One virtual hour of the whole system: a silo is killed and comes back, a book update is lost, and at the end all is taken back.</summary>
internal sealed class SimulatedHour
{
    /// <summary>What the run was like.</summary>
    public required string Hash { get; init; }

    /// <summary>Events that the hash covers.</summary>
    public required long Events { get; init; }

    /// <summary>Orders ever intended.</summary>
    public required long Orders { get; init; }

    /// <summary>Fills, by our own count and by the venue's.</summary>
    public required (long Ours, long Venues) Fills { get; init; }

    /// <summary>Breaks in a book's chain that were noticed.</summary>
    public required long Gaps { get; init; }

    /// <summary>Orders whose client id the venue saw twice.</summary>
    public required long Doubled { get; init; }

    /// <summary>Orders at the venue that nobody of ours knew, or that were left at the end.</summary>
    public required long Orphaned { get; init; }

    /// <summary>Positions that differ from the venue's at the end, in words.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>The events themselves, as far as they were kept.</summary>
    public required EventLog Log { get; init; }

    public static SimulatedHour Run(ulong seed, TimeSpan length, int keep = 0)
    {
        var world = new World(seed);
        var events = new EventLog(keep);
        return world.Run(() => Live(world, events, seed, length), TimeSpan.FromHours(3));
    }

    private static async Task<SimulatedHour> Live(World world, EventLog events, ulong seed, TimeSpan length)
    {
        using var venue = new SimulatedVenue(new() { Seed = (int)seed, Flow = new() { EventsPerSecond = 8 } }, world.Time, events);
        var system = new SimulatedSystem(world, Busy(seed), venue, events);
        SimulatedSilo first = await system.StartSilo("one");
        await Task.Delay(length / 3, world.Time);

        long gaps = CountGaps(system);
        venue.Faults.DropNextDiffs("BTCUSDT", 1);
        await Task.Delay(length / 6, world.Time);
        gaps = CountGaps(system) - gaps;

        system.Kill(first);
        await Task.Delay(TimeSpan.FromSeconds(5), world.Time);
        await system.Restart(first);
        await Task.Delay(length / 2, world.Time);

        long orphaned = await Orphans(system, venue);
        CommandReply reply = await system.Commands.Run("stop", new CommandRequest(), "end");
        orphaned += venue.Truth.OpenOrders(Account).Count;
        return await Judge(system, venue, events, gaps, orphaned, reply);
    }

    private const string Account = "demo";

    // Two quotes a side, requoted at small moves: a busy hour.
    private static SiloSettings Busy(ulong seed)
    {
        JsonElement quoting = JsonDocument.Parse("""{ "levelsPerSide": 2, "levelSpacingTicks": 20, "requoteThresholdPpm": 4 }""").RootElement;
        SiloSettings demo = DemoSettings.Create();
        return demo with { Seed = seed, Strategies = [.. demo.Strategies.Select(strategy => strategy with { Settings = quoting })] };
    }

    private static async Task<SimulatedHour> Judge(
        SimulatedSystem system, SimulatedVenue venue, EventLog events, long gaps, long orphaned, CommandReply reply)
    {
        string account = system.Content.Accounts[0].Id;
        AccountView view = await system.Grains.GetGrain<IOrderManagerGrain>(account).GetView();
        var differences = new List<string>();
        if (reply.OpenOrders != 0)
            differences.Add($"stop said {reply.OpenOrders} orders are open: {reply.Message}");
        long fills = 0;
        var positions = await system.Grains.GetGrain<Grains.Interfaces.Positions.IPositionManagerGrain>(account).GetView([]);
        foreach (TruePosition held in venue.Truth.Positions(Account))
        {
            fills += venue.Truth.Fills(Account, held.Symbol).Count;
            long ours = positions.Positions.Where(row => row.Instrument.EndsWith($":{held.Symbol}", StringComparison.Ordinal)).Sum(row => row.SignedLots);
            if (ours != held.SignedLots)
                differences.Add($"{held.Symbol}: ours {ours}, the venue's {held.SignedLots}");
        }

        Int128 wallet = positions.Balances.Single(row => row.Asset == "USDT").WalletE8;
        if (wallet != venue.Truth.Wallet(Account).WalletE8)
            differences.Add($"wallet: ours {wallet}, the venue's {venue.Truth.Wallet(Account).WalletE8}");
        foreach (var pnl in positions.Pnl)
        {
            if (pnl.SpreadE8 + pnl.InventoryE8 + pnl.FeesE8 + pnl.RebatesE8 + pnl.FundingE8 + pnl.AdjustmentsE8 != pnl.TotalE8)
                differences.Add($"the parts of {pnl.Asset} do not sum to the total");
        }

        return new()
        {
            Hash = events.Hash,
            Events = events.Count,
            Orders = view.Total,
            Fills = (view.Fills, fills),
            Gaps = gaps,
            Doubled = venue.Truth.ClientIdsSeenTwice(Account),
            Orphaned = orphaned,
            Differences = differences,
            Log = events,
        };
    }

    private static long CountGaps(SimulatedSystem system) => system.Exchanges.Sum(exchange => exchange.Subscriber.Counters.Gaps);

    private static async Task<long> Orphans(SimulatedSystem system, SimulatedVenue venue)
    {
        OrderView[] ours = await system.Grains.GetGrain<IOrderManagerGrain>(system.Content.Accounts[0].Id).GetOrders(workingOnly: false, limit: 1000);
        var known = ours.Select(order => new Domain.Orders.ClientOrderId(order.OrderId).ToString()).ToHashSet(StringComparer.Ordinal);
        return venue.Truth.OpenOrders(Account).Count(order => !known.Contains(order.ClientId));
    }
}
