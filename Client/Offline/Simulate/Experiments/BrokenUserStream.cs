using Quern.Client.Offline.Simulate.Checks;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Faults;
using Quern.Domain.Instruments;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X11: the user stream is down while orders fill: a second, half a minute, and in one seed of four up to ten minutes.</summary>
public sealed class BrokenUserStream : Experiment
{
    private const int LongEvery = 4;
    private static readonly TimeSpan FoundWithin = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override string Id => "X11";

    /// <inheritdoc/>
    public override string Fault => "The user stream is down for 1 s to 10 min while orders fill";

    /// <inheritdoc/>
    public override string Criterion => "All fills of the gap are known 3 s after the stream is back";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 5 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Market market = simulation.Markets[simulation.Random.Next(2)];
        List<double> gaps = [1 + 2 * simulation.Random.NextDouble(), 10 + 20 * simulation.Random.NextDouble()];
        if (simulation.Seed % LongEvery == 0)
            gaps.Add(300 + 300 * simulation.Random.NextDouble());
        foreach (double gap in gaps)
            await Break(simulation, market, gap);
    }

    private static async Task Break(Simulation simulation, Market market, double gap)
    {
        AccountWatch account = simulation.Oracle.AccountOf(market.Account);
        simulation.Tell($"the user stream of {market.Id} is down for {gap:0.0} s");
        market.Venue.Faults.RefuseSockets(SocketKind.User);
        market.Venue.Faults.Disconnect(SocketKind.User);
        int before = Fills(market);
        HitQuotes(simulation, market);
        await simulation.Elapse(gap);
        if (Fills(market) == before)
            simulation.Oracle.Report("idle", $"nothing filled at {market.Id} in the gap");
        market.Venue.Faults.RefuseSockets(null);
        await simulation.Until(() => market.Venue.Truth.HasUserStream(Market.AccountName) ? null : "no user stream", TimeSpan.FromSeconds(20), "recovery");
        TimeSpan found = await simulation.Until(() => simulation.PositionDifference(market) ?? account.MissingFill(), FoundWithin, "fills");
        simulation.Note(found);
        await simulation.Recover(TimeSpan.FromSeconds(15));
        await simulation.Elapse(3);
    }

    // Somebody trades through what rests on one side of each instrument.
    private static void HitQuotes(Simulation simulation, Market market)
    {
        VenueTruth truth = market.Venue.Truth;
        foreach (Instrument instrument in market.Instruments)
        {
            TrueOrder[] resting = [.. truth.OpenOrders(Market.AccountName).Where(open => open.Symbol == instrument.Id.Symbol)];
            if (resting.Length == 0)
                continue;
            TrueOrder order = resting[simulation.Random.Next(resting.Length)];
            long ahead = truth.Depth(order.Symbol, order.Side, 100)
                .Where(level => (level.Price.Ticks - order.Price) * order.Side.Sign() >= 0).Sum(level => level.Quantity.Lots);
            market.Venue.Hand.Trade(Market.OtherName, order.Symbol, order.Side.Opposite(), ahead);
        }
    }

    private static int Fills(Market market) =>
        market.Instruments.Sum(instrument => market.Venue.Truth.Fills(Market.AccountName, instrument.Id.Symbol).Count);
}
