namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X10: fills and order events come twice, late and in another order.</summary>
public sealed class MixedReports : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X10";

    /// <inheritdoc/>
    public override string Fault => "A fifth of order events and fills come twice, late or out of order";

    /// <inheritdoc/>
    public override string Criterion => "Every trade counts once; the replayed state is the same everywhere";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 5 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        foreach (Market market in simulation.Markets)
        {
            market.Venue.Faults.RepeatUserEvents(0.2);
            market.Venue.Faults.DelayUserEvents(TimeSpan.FromSeconds(1.5), 0.2);
            market.Venue.Faults.DelayAnswers(TimeSpan.FromMilliseconds(300), 0.2);
        }

        await simulation.Elapse(25);
    }
}
