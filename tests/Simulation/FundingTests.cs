using Quern.Connectors.Simulated;
using Quern.Engine.Simulation;
using Quern.Grains.Interfaces.Positions;
using Quern.Silo.Configuration;
using Quern.Silo.Engines;

namespace Quern.Simulation.Tests;

/// <summary>X13: funding at the second of a fail-over is booked exactly once, to who held the position.</summary>
[Trait("Category", "simulation")]
public sealed class FundingTests
{
    private const string Account = "demo";
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    [Theory, InlineData(1UL), InlineData(2UL)]
    public void Funding_paid_while_a_silo_dies_is_booked_once(ulong seed)
    {
        var world = new World(seed);
        (PositionsView view, TrueWallet wallet) = world.Run(() => Live(world, seed), TimeSpan.FromHours(1));

        PnlRow profit = view.Pnl.Single(row => row.Asset == "USDT");
        Assert.NotEqual(0, wallet.FundingE8);
        Assert.Equal(wallet.FundingE8, profit.FundingE8);
        Assert.Equal(wallet.WalletE8, view.Balances.Single(row => row.Asset == "USDT").WalletE8);
        Assert.Equal((0, 0), ((long)profit.AdjustmentsE8, view.Adjustments));

        // Whole payments went to strategies; only remainders of division are nobody's.
        StrategyPnlRow[] parts = [.. view.StrategyPnl.Where(row => row.Profit.Asset == "USDT")];
        Assert.Equal(profit.FundingE8, parts.Aggregate((Int128)0, (sum, row) => sum + row.Profit.FundingE8));
        Assert.Equal(0, parts.Where(row => row.Strategy == "unattributed").Aggregate((Int128)0, (sum, row) => sum + row.Profit.FundingE8));
    }

    [Fact]
    public void The_venues_realised_profit_is_ours_and_fills_are_marked_out()
    {
        var world = new World(3);
        (PositionsView view, _) = world.Run(() => Live(world, 3), TimeSpan.FromHours(1));

        RealisedRow realised = Assert.Single(view.Realised);
        Assert.True(realised.Compared > 10, $"{realised.Compared} fills were compared");
        Assert.Equal((0, 0), (realised.Differing, (long)realised.DifferenceE8));
        Assert.Equal([1_000_000_000, 10_000_000_000, 60_000_000_000], view.Markouts.Select(row => row.HorizonNs).Distinct().Order());
        Assert.All(view.Markouts.Where(row => row.HorizonNs == 1_000_000_000), row => Assert.True(row.Fills > 0 && row.Missed == 0, $"{row}"));
    }

    private static async Task<(PositionsView View, TrueWallet Wallet)> Live(World world, ulong seed)
    {
        var events = new EventLog(0);
        using var venue = new SimulatedVenue(
            new() { Seed = (int)seed, Flow = new() { EventsPerSecond = 8 }, FundingInterval = Interval }, world.Time, events);
        var system = new SimulatedSystem(world, DemoSettings.Create() with { Seed = seed }, venue, events);
        var silo = await system.StartSilo("one");
        for (int fund = 1; fund <= 10; fund++)
        {
            // Dead a few seconds around every third payment: before it, and then just after it.
            await Task.Delay(UntilFunding(world) + TimeSpan.FromMilliseconds(fund % 2 == 0 ? -1_500 : 20), world.Time);
            if (fund % 3 != 0)
                continue;
            system.Kill(silo);
            await Task.Delay(TimeSpan.FromSeconds(4), world.Time);
            silo = await system.Restart(silo);
        }

        await Task.Delay(TimeSpan.FromSeconds(15), world.Time);
        PositionsView view = await system.Grains.GetGrain<IPositionManagerGrain>(system.Content.Accounts[0].Id).GetView([]);
        return (view, venue.Truth.Wallet(Account));
    }

    // The next payment but never one within the next two seconds.
    private static TimeSpan UntilFunding(World world)
    {
        long ticks = world.Time.GetUtcNow().Ticks + TimeSpan.FromSeconds(2).Ticks;
        return TimeSpan.FromTicks((ticks / Interval.Ticks + 1) * Interval.Ticks - world.Time.GetUtcNow().Ticks);
    }
}
