namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X04: cancels and replaces race with answers and fills, which come in orders drawn from the seed.</summary>
public sealed class Races : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X04";

    /// <inheritdoc/>
    public override string Fault => "Cancels and replaces race with answers and fills, in drawn orders";

    /// <inheritdoc/>
    public override string Criterion => "Every order ends in the right state with the right lots";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MovesByReplace = true, RequoteThresholdPpm = 1, MinHalfSpreadPpm = 5, OrderNotional = 2_000 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        foreach (Market market in simulation.Markets)
        {
            market.Venue.Faults.DelayAnswers(TimeSpan.FromMilliseconds(150 + simulation.Random.Next(300)), 0.5);
            market.Venue.Faults.DelayUserEvents(TimeSpan.FromMilliseconds(500), 0.5);
            market.Venue.Faults.MatchingDelay = TimeSpan.FromMilliseconds(simulation.Random.Next(200));
        }

        await simulation.Elapse(25);
    }
}
