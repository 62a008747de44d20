namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X19: the venue's clock and ours come apart by a step, which is all that a step of either shows to the other.</summary>
public sealed class ClockSteps : Experiment
{
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public override string Id => "X19";

    /// <inheritdoc/>
    public override string Fault => "A venue's clock steps by up to 1.5 s, ahead and back, while everything quotes";

    /// <inheritdoc/>
    public override string Criterion => "A second after the first refusal for time nothing more is refused; everything goes on quoting";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 5 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Market market = simulation.Markets[simulation.Random.Next(2)];
        int sign = simulation.Random.Next(2) == 0 ? 1 : -1;
        for (int step = 0; step < 5; step++)
        {
            // From ahead to behind and on: each step but the first is longer than any request may be wrong by.
            sign = -sign;
            TimeSpan ahead = sign * TimeSpan.FromSeconds(1.1 + 0.4 * simulation.Random.NextDouble());
            simulation.Tell($"the clock of {market.Id} steps to {ahead.TotalSeconds:0.000} s ahead of the true time");
            long before = market.Venue.Truth.RefusedForTime;
            market.Venue.Faults.StepClock(ahead);
            // A step just within what a request may be wrong by shows late or never.
            TimeSpan end = simulation.Now + Between;
            while (market.Venue.Truth.RefusedForTime == before && simulation.Now < end)
                await simulation.Elapse(0.01);
            if (market.Venue.Truth.RefusedForTime > before)
                await CheckAfterFirst(simulation, market);
            await simulation.Recover(Recovery);
        }

        if (market.Venue.Truth.RefusedForTime == 0)
            simulation.Oracle.Report("idle", $"{market.Id} refused nothing for its time");
    }

    private static async Task CheckAfterFirst(Simulation simulation, Market market)
    {
        await simulation.Elapse(Measured);
        long first = market.Venue.Truth.RefusedForTime;
        await simulation.Elapse(Between);
        if (market.Venue.Truth.RefusedForTime is var later && later > first)
            simulation.Oracle.Report("clock", $"{market.Id} refused {later - first} requests for their time, a second and more after the first");
    }
}
