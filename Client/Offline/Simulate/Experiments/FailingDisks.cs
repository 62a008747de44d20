using Quern.Client.Offline.Simulate.Checks;
using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X32: the journals' disk is slow, full, or loses its last second with its tail damaged.</summary>
public sealed class FailingDisks : Experiment
{
    private static readonly TimeSpan MostLag = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public override string Id => "X32";

    /// <inheritdoc/>
    public override string Fault => "The disk is slow, then full, then loses its last records with the silo";

    /// <inheritdoc/>
    public override string Criterion => "Nothing is sent once the journal lags 250 ms; no wrong position after the loss";

    /// <inheritdoc/>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        simulation.Tell("a flush takes 2 s");
        simulation.System.Disk.FlushTime = TimeSpan.FromSeconds(2);
        await simulation.Elapse(6);
        simulation.System.Disk.FlushTime = TimeSpan.Zero;
        await simulation.Recover(Recovery);

        simulation.Tell("flushes fail");
        simulation.System.Disk.FailsFlushes = true;
        await simulation.Elapse(MostLag + TimeSpan.FromMilliseconds(50));
        long behindNs = simulation.World.ElapsedNs;
        await simulation.Elapse(4);
        CheckIdle(simulation, behindNs);
        simulation.System.Disk.FailsFlushes = false;
        await simulation.Recover(Recovery);

        simulation.Tell("the disk is full");
        simulation.System.Disk.IsFull = true;
        await simulation.Elapse(3);
        simulation.System.Disk.IsFull = false;
        await simulation.Recover(Recovery);

        Market market = simulation.Markets[simulation.Random.Next(2)];
        SimulatedSilo owner = simulation.OwnerOf(market);
        simulation.Kill(owner);
        simulation.LoseJournalTail(market, 1 + simulation.Random.Next(40));
        await simulation.Elapse(2);
        await simulation.Restart(owner);
    }

    private static void CheckIdle(Simulation simulation, long sinceNs)
    {
        foreach (AccountWatch account in simulation.Oracle.Accounts)
        {
            if (account.LastIntentNs > sinceNs)
                simulation.Oracle.Report("journal", $"{account.Market.Account} intended an order {(account.LastIntentNs - sinceNs) / 1e9:0.000} s after its journal was 250 ms behind");
        }
    }
}
