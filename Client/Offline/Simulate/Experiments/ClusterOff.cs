using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X07: all silos die at once; only the venue's own timers are left.</summary>
public sealed class ClusterOff : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X07";

    /// <inheritdoc/>
    public override string Fault => "The whole cluster is off";

    /// <inheritdoc/>
    public override string Criterion => "Nothing of ours rests longer than the venue's timer and a second";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        await simulation.Elapse(5 + simulation.Random.NextDouble() * 5);
        TimeSpan timer = TimerOf(simulation.Markets[0]);
        SimulatedSilo[] all = [.. simulation.System.Silos.Where(silo => silo.IsActive)];
        foreach (SimulatedSilo silo in all)
            simulation.Kill(silo);
        TimeSpan gone = await simulation.Until(
            () => simulation.Markets.Sum(Simulation.OpenOrdersOf) is var open and > 0 ? $"{open} orders rest while nobody lives" : null,
            timer + TimeSpan.FromSeconds(1), "timer");
        simulation.Note(gone);
        foreach (SimulatedSilo silo in all)
            await simulation.Restart(silo);
    }

    /// <summary>What the connector sets a venue's timers to: three times 1.25 s per symbol, at least 2 s (a fifth of the venue's weight).</summary>
    internal static TimeSpan TimerOf(Market market) => 3 * TimeSpan.FromSeconds(Math.Max(2, 1.25 * market.Instruments.Count));
}
