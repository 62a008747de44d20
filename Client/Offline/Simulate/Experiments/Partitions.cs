using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X34: silos do not hear each other: one against two, one way only, and all of them in turn.</summary>
public sealed class Partitions : Experiment
{
    private static readonly string[] Silos = ["one", "two", "three"];

    /// <inheritdoc/>
    public override string Id => "X34";

    /// <inheritdoc/>
    public override string Fault => "Silos are parted: one against two, which take it for dead, one way only, and all in turn";

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
        await BackWithin(simulation, Recovery);
        await EvictAlone(simulation, alone, others);

        simulation.Tell($"{others[0]} does not reach {alone}, which reaches it");
        network.CutOneWay(others[0], alone);
        await simulation.Elapse(5 + 5 * simulation.Random.NextDouble());
        network.Heal();
        await BackWithin(simulation, Recovery);

        await OutAndHome(simulation, others[1]);

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

    // The two take the one for dead and take its desks over, while it goes on; after the healing it hears of that, ends, and comes back.
    private async Task EvictAlone(Simulation simulation, string alone, string[] others)
    {
        SimulatedSilo lost = simulation.System.Silos.First(silo => silo.IsActive && silo.Name == alone);
        simulation.Tell($"{alone} against the others, who take it for dead");
        foreach (string other in others)
            simulation.World.Network.Cut(alone, other);
        await simulation.Elapse(2 + 3 * simulation.Random.NextDouble());
        simulation.Evict(lost);
        await simulation.Elapse(5 + 10 * simulation.Random.NextDouble());
        simulation.World.Network.Heal();
        TimeSpan healed = simulation.Now;
        await simulation.Elapse(simulation.Random.NextDouble());
        simulation.Kill(lost);
        await simulation.Elapse(simulation.Random.NextDouble());
        await simulation.Restart(lost);
        await BackWithin(simulation, Recovery - (simulation.Now - healed));
    }

    // It reaches nobody, though all reach it; then the other way round.
    private async Task OutAndHome(Simulation simulation, string name)
    {
        foreach (bool isDeaf in new[] { false, true })
        {
            simulation.Tell(isDeaf ? $"{name} hears nobody" : $"nobody hears {name}");
            foreach (string other in Silos.Where(other => other != name))
            {
                if (isDeaf)
                    simulation.World.Network.CutOneWay(other, name);
                else
                    simulation.World.Network.CutOneWay(name, other);
            }

            await simulation.Elapse(5 + 10 * simulation.Random.NextDouble());
            simulation.World.Network.Heal();
            await BackWithin(simulation, Recovery);
        }
    }

    // What the healing sets going, desks that move home above all, begins a moment later: that counts too.
    private static async Task BackWithin(Simulation simulation, TimeSpan time)
    {
        TimeSpan settling = TimeSpan.FromSeconds(3);
        await simulation.Elapse(settling);
        TimeSpan taken = await simulation.Recover(time - settling);
        if (taken > TimeSpan.Zero)
            simulation.Note(settling + taken);
    }
}
