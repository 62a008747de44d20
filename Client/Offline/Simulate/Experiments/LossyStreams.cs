using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X31: books reach strategies by streams, messages between silos are lost, and a silo dies.</summary>
public sealed class LossyStreams : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X31";

    /// <inheritdoc/>
    public override string Fault => "One message in a hundred between silos and streams is lost, and a silo dies";

    /// <inheritdoc/>
    public override string Criterion => "Nothing is missing in the ledger";

    /// <inheritdoc/>
    public override string Feed => "Stream";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        simulation.World.Network.Options = simulation.World.Network.Options with { DropShare = 0.01, DuplicateShare = 0.01, ReorderShare = 0.05 };
        await simulation.Elapse(15);
        SimulatedSilo dead = simulation.OwnerOf(simulation.Markets[simulation.Random.Next(2)]);
        simulation.Kill(dead);
        await simulation.Elapse(5);
        await simulation.Restart(dead);
    }
}
