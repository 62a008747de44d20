namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X12: large quotes fill in small parts and are taken back between them.</summary>
public sealed class PartialFills : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X12";

    /// <inheritdoc/>
    public override string Fault => "Large quotes fill in parts and are cancelled between them";

    /// <inheritdoc/>
    public override string Criterion => "Every lot is counted once, in orders, positions and money";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 2, OrderNotional = 20_000, RequoteThresholdPpm = 1, EventsPerSecond = 16 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        foreach (Market market in simulation.Markets)
            market.Venue.Faults.RepeatUserEvents(0.1);
        await simulation.Elapse(30);
    }
}
