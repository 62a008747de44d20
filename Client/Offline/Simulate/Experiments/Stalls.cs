using Quern.Client.Offline.Simulate.Checks;
using Quern.Client.Offline.Simulate.Faults;
using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X28: the silo that quotes stands still for 1, 3, 7 and 15 s, with other silos alive and as the only one.</summary>
public sealed class Stalls : Experiment
{
    private static readonly TimeSpan GuardianWithin = TimeSpan.FromSeconds(6);

    /// <inheritdoc/>
    public override string Id => "X28";

    /// <inheritdoc/>
    public override string Fault => "The quoting silo stands still for 1, 3, 7 and 15 s, with others alive or alone";

    /// <inheritdoc/>
    public override string Criterion =>
        "Nothing rests 6 s after the lease's end when another silo lives, else a second after the venue's timer; nothing is sent before the lease is renewed, and what was under way expires";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        int[] seconds = [1, 3, 7, 15];
        simulation.Random.Shuffle(seconds);
        foreach (int stall in seconds)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            SimulatedSilo owner = simulation.OwnerOf(market);
            SimulatedSilo[] others = [.. simulation.System.Silos.Where(silo => silo.IsActive && silo != owner)];
            bool isAlone = simulation.Random.Next(3) == 0;
            if (isAlone)
            {
                foreach (SimulatedSilo other in others)
                    simulation.Kill(other);
                await simulation.Recover(Recovery);
            }

            await Stall(simulation, market, owner, TimeSpan.FromSeconds(stall), isAlone);
            await simulation.Recover(Recovery);
            foreach (SimulatedSilo other in others.Where(_ => isAlone))
                await simulation.Restart(other);
            await simulation.Recover(Recovery);
        }
    }

    private static async Task Stall(Simulation simulation, Market market, SimulatedSilo owner, TimeSpan time, bool isAlone)
    {
        await simulation.Elapse(1 + simulation.Random.NextDouble());
        Market[] stalled = [.. simulation.Markets.Where(one => simulation.OwnerOf(one) == owner)];
        // Half of them begin between an order's journal record and its bytes: those leave when the stall ends.
        if (simulation.Random.Next(2) == 0)
            await AtAnAppend(simulation, market, owner);
        TimeSpan begun = simulation.Now;
        simulation.Pause(owner, time);
        foreach (Market one in stalled)
            await ExpectNothing(simulation, one, begun, time, isAlone);
        if (begun + time - simulation.Now is { Ticks: > 0 } left)
            await simulation.Elapse(left);
    }

    private static async Task AtAnAppend(Simulation simulation, Market market, SimulatedSilo owner)
    {
        var reached = new TaskCompletionSource();
        simulation.Appends.OnAppend = moment =>
        {
            if (moment.Silo == owner.Name && moment.Journal == market.Account && !moment.IsBefore)
                reached.TrySetResult();
        };
        await Task.WhenAny(reached.Task, simulation.Elapse(5));
        simulation.Appends.OnAppend = null;
    }

    // While the owner stands still, or until the limit: what rests at the venue must be taken back by somebody else.
    private static async Task ExpectNothing(Simulation simulation, Market market, TimeSpan begun, TimeSpan time, bool isAlone)
    {
        AccountWatch account = simulation.Oracle.AccountOf(market.Account);
        TimeSpan lapsed = TimeSpan.FromTicks(simulation.Appends.Leases.EndsNs(market.Account, account.Replay.Epoch) / 100);
        TimeSpan limit = isAlone ? begun + ClusterOff.TimerOf(market) + TimeSpan.FromSeconds(1) : lapsed + GuardianWithin;
        TimeSpan end = begun + time;
        while (simulation.Now < end && Simulation.OpenOrdersOf(market) is var open and > 0)
        {
            if (simulation.Now > limit)
            {
                simulation.Oracle.Report("stall", $"{open} orders rest at {market.Id} {(simulation.Now - lapsed).TotalSeconds:0.000} s after the lease of their stalled owner ended");
                return;
            }

            await simulation.Elapse(0.05);
        }

        if (simulation.Now < end)
            simulation.Note(simulation.Now > lapsed ? simulation.Now - lapsed : TimeSpan.Zero);
    }
}
