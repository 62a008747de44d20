using Quern.Client.Offline.Simulate.Checks;
using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X09: warm restart, cold restart without a journal, and both when the venue has forgotten old fills.</summary>
public sealed class Restarts : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X09";

    /// <inheritdoc/>
    public override string Fault => "Warm and cold restarts, with a venue that forgets fills";

    /// <inheritdoc/>
    public override string Criterion => "The same position to the last lot; what no fill explains is an adjustment";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 5, VenueHistory = 12 };

    /// <inheritdoc/>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        await simulation.Elapse(10);
        Market market = simulation.Markets[simulation.Random.Next(2)];
        bool isCold = simulation.Random.Next(2) == 0;
        SimulatedSilo[] all = [.. simulation.System.Silos.Where(silo => silo.IsActive)];
        foreach (SimulatedSilo silo in all)
            simulation.Kill(silo);
        if (isCold)
        {
            AccountWatch account = simulation.Oracle.AccountOf(market.Account);
            account.LacksHistory = true;
            simulation.LoseJournalTail(market, int.MaxValue);
        }

        await simulation.Elapse(2);
        foreach (SimulatedSilo silo in all)
            await simulation.Restart(silo);
        await simulation.Recover(Recovery);
    }
}
