using Orleans;
using Orleans.Runtime;
using Quern.Engine.Simulation;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>
/// X27: an account has two order managers. The directory forgets where it lives, so that the next call makes a second one on the same silo; or a
/// silo is cut off for up to a minute and taken for dead, while it goes on, journal and venue in reach.
/// </summary>
public sealed class DoubleActivation : Experiment
{
    private static readonly TimeSpan StepsDownWithin = TimeSpan.FromSeconds(1);
    private static readonly string[] Silos = ["one", "two", "three"];

    /// <inheritdoc/>
    public override string Id => "X27";

    /// <inheritdoc/>
    public override string Fault => "Two order managers of one account for up to 60 s: a stale directory, a partition, both";

    /// <inheritdoc/>
    public override string Criterion => "The venue takes orders of one epoch only; the loser steps down within 1 s of its successor's opening the journal";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        for (int round = 0; round < 6; round++)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            SimulatedSilo owner = simulation.OwnerOf(market);
            Dictionary<(string Account, int Epoch), long> before = new(simulation.Appends.Leases.OpenedNs);
            // A still market: the loser has nothing to write, and must learn all the same.
            bool isStill = simulation.Random.Next(3) == 0;
            if (isStill)
                market.Venue.Faults.SilenceDepth(market.Instruments[0].Id.Symbol);
            if (round % 3 > 0)
                CutOff(simulation, owner);
            if (round % 3 < 2)
                Forget(simulation, market);
            else
                simulation.Evict(owner);
            await simulation.Elapse(round % 3 > 0 ? 5 + 55 * simulation.Random.NextDouble() : 5 + 5 * simulation.Random.NextDouble());
            simulation.World.Network.Heal();
            if (isStill)
                market.Venue.Faults.SilenceDepth(market.Instruments[0].Id.Symbol, isSilent: false);
            if (round % 3 == 2)
                await Bury(simulation, owner);
            // What the healing sets going begins a moment later.
            await simulation.Elapse(2);
            await simulation.Recover(Recovery);
            CheckLosers(simulation, before);
        }
    }

    private static void Forget(Simulation simulation, Market market)
    {
        GrainId manager = simulation.System.Grains.GetGrain<IOrderManagerGrain>(market.Account).GetGrainId();
        simulation.Tell($"the directory forgets {manager}");
        simulation.System.LoseDirectoryEntry(manager);
    }

    private static void CutOff(Simulation simulation, SimulatedSilo owner)
    {
        simulation.Tell($"silo {owner.Name} is cut off");
        foreach (string other in Silos.Where(name => name != owner.Name))
            simulation.World.Network.Cut(owner.Name, other);
    }

    // It hears that it counts as dead a while after the healing, ends itself, and is started again.
    private static async Task Bury(Simulation simulation, SimulatedSilo owner)
    {
        await simulation.Elapse(3 * simulation.Random.NextDouble());
        simulation.Kill(owner);
        await simulation.Elapse(1);
        await simulation.Restart(owner);
    }

    private static void CheckLosers(Simulation simulation, Dictionary<(string Account, int Epoch), long> before)
    {
        int doubles = 0;
        foreach (((string account, int epoch), long openedNs) in simulation.Appends.Leases.OpenedNs)
        {
            // The ledgers' journals have owners of their own.
            bool isNew = epoch > 1 && !before.ContainsKey((account, epoch)) && simulation.Markets.Any(market => market.Account == account);
            if (!isNew)
                continue;

            doubles++;
            long closedNs = simulation.Appends.Leases.ClosedNs.GetValueOrDefault((account, epoch - 1), long.MaxValue);
            if (closedNs - openedNs > StepsDownWithin.Ticks * 100)
            {
                string when = closedNs == long.MaxValue ? "never" : $"{(closedNs - openedNs) / 1e9:0.000} s later";
                simulation.Oracle.Report("steps down", $"{account}: epoch {epoch} was opened, and the owner of epoch {epoch - 1} stepped down {when}");
            }
        }

        simulation.Story.Tell("check", $"{doubles} new epochs");
        if (doubles == 0)
            simulation.Oracle.Report("steps down", "nobody opened a journal anew: there was no double");
    }
}
