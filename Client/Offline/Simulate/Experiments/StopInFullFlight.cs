using Quern.Client.Offline.Simulate.Checks;
using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X05: stop, and kill, while everything is quoted and somebody else has orders on the account.</summary>
public sealed class StopInFullFlight : Experiment
{
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override string Id => "X05";

    /// <inheritdoc/>
    public override string Fault => "Stop and kill in full flight, with orders of others on the account";

    /// <inheritdoc/>
    public override string Criterion => "Nothing is intended afterwards; ours are proven gone within 2 s; others' are untouched";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        List<(Market Market, string Id)> others = [.. simulation.Markets.Select(market => (market, RestByHand(market)))];
        await simulation.Elapse(1 + simulation.Random.NextDouble());
        await Check(simulation, "stop", others);
        simulation.Tell("start");
        await simulation.System.Commands.Run("start", new(), "start");
        await simulation.Recover(Recovery);

        await Check(simulation, "kill", others);
        await simulation.System.Commands.Run("arm", new() { Reason = "the experiment goes on" }, "arm");
        await simulation.System.Commands.Run("start", new(), "start again");
    }

    private static async Task Check(Simulation simulation, string command, List<(Market Market, string Id)> others)
    {
        simulation.Tell(command);
        long commandedNs = simulation.World.ElapsedNs;
        Task<Proto.CommandReply> done = simulation.System.Commands.Run(command, new() { Reason = "an experiment" }, command);
        // The command is under way to its accounts: it counts from its arrival.
        await simulation.Elapse(0.05);
        long stoppedNs = simulation.World.ElapsedNs;
        TimeSpan gone = await simulation.Until(
            () => simulation.Markets.Sum(Simulation.OpenOrdersOf) is var open and > 0 ? $"{open} orders are open after {command}" : null, GoneWithin, "stop");
        simulation.Tell((await done).Message);
        // The answer says that the venue's own list shows nothing of ours: that is the proof.
        var proven = TimeSpan.FromTicks((simulation.World.ElapsedNs - commandedNs) / 100);
        if (proven > GoneWithin)
            simulation.Oracle.Report("stop", $"{command} was proven after {proven.TotalSeconds:0.000} s; all orders were gone after {gone.TotalSeconds:0.000} s");
        simulation.Note(proven);
        await simulation.Elapse(3);
        foreach (AccountWatch account in simulation.Oracle.Accounts)
        {
            if (account.LastIntentNs > stoppedNs)
                simulation.Oracle.Report("stop", $"{account.Market.Account} intended an order {(account.LastIntentNs - stoppedNs) / 1e9:0.000} s after {command}");
        }

        foreach ((Market market, string id) in others)
        {
            if (market.Venue.Truth.Order(Market.AccountName, id) is not { Status: Connectors.Simulated.Core.OrderStatus.New })
                simulation.Oracle.Report("others", $"{market.Id}: order {id} of somebody else is gone after {command}");
        }
    }

    private static string RestByHand(Market market)
    {
        Instrument instrument = market.Instruments[0];
        VenueTruth truth = market.Venue.Truth;
        long increment = Math.Max(1, instrument.Filters.PriceIncrement);
        long price = truth.Touch(instrument.Id.Symbol).Bid.Price.Ticks * 97 / 100 / increment * increment;
        long lots = Math.Max(instrument.Filters.SmallestAt(new(price)).Lots, 1);
        return market.Venue.Hand.Rest(Market.AccountName, instrument.Id.Symbol, Side.Buy, price, lots)
            ?? throw new InvalidOperationException($"{market.Id} refused the order by hand.");
    }
}
