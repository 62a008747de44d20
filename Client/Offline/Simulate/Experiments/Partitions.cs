using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X34: silos do not hear each other: one against two, one way only, and all of them in turn.</summary>
public sealed class Partitions : Experiment
{
    private static readonly string[] Silos = ["one", "two", "three"];

    /// <inheritdoc/>
    public override string Id => "X34";

    /// <inheritdoc/>
    public override string Fault => "Silos are parted: one against two, one way only, and all in turn";

    /// <inheritdoc/>
    public override string Criterion => "I1 to I6 hold; all quote again within 15 s of the healing";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        SimulatedNetwork network = simulation.World.Network;
        string alone = Silos[simulation.Random.Next(3)];
        string[] others = [.. Silos.Where(name => name != alone)];
        simulation.Tell($"{alone} against the others");
        foreach (string other in others)
            network.Cut(alone, other);
        await simulation.Elapse(5 + 10 * simulation.Random.NextDouble());
        network.Heal();
        await simulation.Recover(Recovery);

        simulation.Tell($"{others[0]} does not reach {alone}, which reaches it");
        network.CutOneWay(others[0], alone);
        await simulation.Elapse(5 + 5 * simulation.Random.NextDouble());
        network.Heal();
        await simulation.Recover(Recovery);

        // Each way is cut and opened again in an order of its own.
        (string From, string To)[] ways = [.. from one in Silos from other in Silos where one != other select (one, other)];
        simulation.Random.Shuffle(ways);
        foreach ((string from, string to) in ways)
        {
            network.CutOneWay(from, to);
            await simulation.Elapse(simulation.Random.NextDouble());
        }

        network.Heal();
    }
}
