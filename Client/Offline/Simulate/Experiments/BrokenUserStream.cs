using Quern.Connectors.Simulated.Faults;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X11: the user stream is down while orders fill.</summary>
public sealed class BrokenUserStream : Experiment
{
    private static readonly TimeSpan FoundWithin = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override string Id => "X11";

    /// <inheritdoc/>
    public override string Fault => "The user stream is down for 1 s to 30 s while orders fill";

    /// <inheritdoc/>
    public override string Criterion => "All fills of the gap are known 3 s after the stream is back";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 5 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Market market = simulation.Markets[simulation.Random.Next(2)];
        double[] gaps = [1 + 2 * simulation.Random.NextDouble(), 10 + 20 * simulation.Random.NextDouble()];
        foreach (double gap in gaps)
        {
            simulation.Tell($"the user stream of {market.Id} is down for {gap:0.0} s");
            market.Venue.Faults.RefuseSockets(SocketKind.User);
            market.Venue.Faults.Disconnect(SocketKind.User);
            await simulation.Elapse(gap);
            market.Venue.Faults.RefuseSockets(null);
            await simulation.Until(() => market.Venue.Truth.HasUserStream(Market.AccountName) ? null : "no user stream", TimeSpan.FromSeconds(20), "recovery");
            TimeSpan found = await simulation.Until(() => simulation.PositionDifference(market), FoundWithin, "fills");
            simulation.Note(found);
            await simulation.Elapse(3);
        }
    }
}
