using Quern.Client.Offline.Simulate.Faults;
using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X06: the owner is killed just before or just after a record is written, and its successor again while it recovers.</summary>
public sealed class DeathAtTheJournal : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X06";

    /// <inheritdoc/>
    public override string Fault => "The owner is killed at a boundary of its journal, and its successor while it recovers";

    /// <inheritdoc/>
    public override string Criterion => "The state is the journal's; no order doubled; a second recovery works";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        for (int round = 0; round < 3; round++)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            await KillAtRecord(simulation, market, 1 + simulation.Random.Next(60));
            // The successor opens its epoch, then adopts or takes back: the first records of its life.
            await KillAtRecord(simulation, market, 1 + simulation.Random.Next(8));
            foreach (SimulatedSilo dead in simulation.System.Silos.Where(silo => !silo.IsActive).ToArray())
            {
                if (!simulation.System.Silos.Any(silo => silo.IsActive && silo.Name == dead.Name))
                    await simulation.Restart(dead);
            }

            await simulation.Recover(Recovery);
        }
    }

    private static async Task KillAtRecord(Simulation simulation, Market market, int record)
    {
        bool isBefore = simulation.Random.Next(2) == 0;
        bool isDone = false;
        simulation.Appends.OnAppend = moment =>
        {
            if (isDone || moment.Journal != market.Account || moment.IsBefore != isBefore || --record > 0)
                return;
            isDone = true;
            simulation.Tell($"at a record of {moment.Journal}, {(isBefore ? "before" : "after")} it is written");
            simulation.Kill(simulation.System.Silos.Last(silo => silo.Name == moment.Silo));
            throw new DiedHereException();
        };
        await simulation.Until(() => isDone ? null : $"{market.Account} writes no journal", TimeSpan.FromSeconds(30), "recovery");
        simulation.Appends.OnAppend = null;
    }
}
