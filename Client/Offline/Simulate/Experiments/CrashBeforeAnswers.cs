using Quern.Client.Offline.Simulate.Checks;
using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X02: orders rest at the venue that we never heard of: the answers were lost, then the silo died, and the journal with its last records.</summary>
public sealed class CrashBeforeAnswers : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X02";

    /// <inheritdoc/>
    public override string Fault => "Answers and events are lost, the owner dies, its journal loses its last records";

    /// <inheritdoc/>
    public override string Criterion => "Orders that nobody knows are found within 10 s and gone within 15 s";

    /// <inheritdoc/>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Market market = simulation.Markets[simulation.Random.Next(2)];
        for (int crash = 0; crash < 2; crash++)
        {
            market.Venue.Faults.LoseAnswers(1);
            market.Venue.Faults.LoseUserEvents(1);
            await simulation.Elapse(0.2 + simulation.Random.NextDouble());
            SimulatedSilo owner = simulation.OwnerOf(market);
            simulation.Kill(owner);
            simulation.LoseJournalTail(market, 1 + simulation.Random.Next(20));
            market.Venue.Faults.Mend();
            await simulation.Elapse(1);
            await simulation.Restart(owner);
            await simulation.Recover(Recovery);
        }
    }
}
