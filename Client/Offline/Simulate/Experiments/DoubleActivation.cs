using Orleans.Runtime;
using Quern.Grains.Interfaces.Orders;
using Orleans;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X27: the directory forgets where an account lives while its order manager goes on: the next call makes a second one.</summary>
public sealed class DoubleActivation : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X27";

    /// <inheritdoc/>
    public override string Fault => "Two order managers of one account at once, with and without a partition";

    /// <inheritdoc/>
    public override string Criterion => "The venue takes orders of one epoch only";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        for (int round = 0; round < 4; round++)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            if (round % 2 == 1)
            {
                string owner = simulation.OwnerOf(market).Name;
                simulation.Tell($"silo {owner} is cut off");
                foreach (string other in new[] { "one", "two", "three" }.Where(name => name != owner))
                    simulation.World.Network.Cut(owner, other);
            }

            GrainId manager = simulation.System.Grains.GetGrain<IOrderManagerGrain>(market.Account).GetGrainId();
            simulation.Tell($"the directory forgets {manager}");
            simulation.System.LoseDirectoryEntry(manager);
            await simulation.Elapse(5 + simulation.Random.NextDouble() * 5);
            simulation.World.Network.Heal();
            await simulation.Recover(Recovery);
        }
    }
}
