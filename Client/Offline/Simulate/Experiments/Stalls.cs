using Quern.Client.Offline.Simulate.Checks;
using Quern.Client.Offline.Simulate.Faults;
using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X28: the silo that quotes stands still for 1, 3, 7 and 15 s, with other silos alive and as the only one.</summary>
public sealed class Stalls : Experiment
{
    private static readonly TimeSpan Evictable = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan GuardianWithin = TimeSpan.FromSeconds(6);

    /// <inheritdoc/>
    public override string Id => "X28";

    /// <inheritdoc/>
    public override string Fault => "The quoting silo stands still for 1, 3, 7 and 15 s, and for as long as its lease, with others alive or alone";

    /// <inheritdoc/>
    public override string Criterion =>
        "Nothing rests 6 s after the lease's end when another silo lives, else a second after the venue's timer; nothing is sent before the lease is renewed, and what was under way expires";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { InstrumentsPerVenue = 3 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        // The last ends a little after the lease: then what was under way is too late by just as much.
        TimeSpan?[] stalls = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(15), null];
        simulation.Random.Shuffle(stalls);
        foreach (TimeSpan? time in stalls)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            SimulatedSilo owner = simulation.OwnerOf(market);
            SimulatedSilo[] others = [.. simulation.System.Silos.Where(silo => silo.IsActive && silo != owner)];
            bool isAlone = simulation.Random.Next(3) == 0;
            if (isAlone)
                await LeaveAlone(simulation, others);
            await Stall(simulation, market, owner, time, isAlone);
            await simulation.Recover(Recovery);
            if (!owner.IsActive)
                await simulation.Restart(owner);
            foreach (SimulatedSilo other in others.Where(_ => isAlone))
                await simulation.Restart(other);
            await simulation.Recover(Recovery);
        }
    }

    private async Task LeaveAlone(Simulation simulation, SimulatedSilo[] others)
    {
        foreach (SimulatedSilo other in others)
            simulation.Kill(other);
        // Most times the survivor has taken everything over by then.
        await simulation.Elapse(2 + 10 * simulation.Random.NextDouble());
        await simulation.Recover(Recovery);
    }

    private static async Task Stall(Simulation simulation, Market market, SimulatedSilo owner, TimeSpan? given, bool isAlone)
    {
        await simulation.Elapse(1 + simulation.Random.NextDouble());
        Market[] stalled = [.. simulation.Markets.Where(one => simulation.OwnerOf(one) == owner)];
        // Half of them begin between an order's journal record and its bytes: those leave when the stall ends.
        if (given is null || simulation.Random.Next(2) == 0)
            await AtAnOrder(simulation, market);
        TimeSpan begun = simulation.Now;
        TimeSpan time = given ?? LeaseEndOf(simulation, market) - begun + TimeSpan.FromMilliseconds(60 + 200 * simulation.Random.NextDouble());
        simulation.Pause(owner, time);
        // The others may take it for dead meanwhile: then it wakes beside its successor, and lives on until it hears of that.
        bool isEvicted = !isAlone && time > Evictable && simulation.Random.Next(2) == 0;
        Task evicted = isEvicted ? Evict(simulation, owner) : Task.CompletedTask;
        await Task.WhenAll(stalled.Select(one => ExpectNothing(simulation, one, begun, begun + time, isAlone)));
        await evicted;
        if (begun + time - simulation.Now is { Ticks: > 0 } left)
            await simulation.Elapse(left);
        if (!isEvicted)
            return;
        await simulation.Elapse(3 * simulation.Random.NextDouble());
        simulation.Kill(owner);
    }

    private static async Task Evict(Simulation simulation, SimulatedSilo owner)
    {
        await simulation.Elapse(3 + 2 * simulation.Random.NextDouble());
        simulation.Evict(owner);
    }

    private static async Task AtAnOrder(Simulation simulation, Market market)
    {
        var reached = new TaskCompletionSource();
        AccountWatch account = simulation.Oracle.AccountOf(market.Account);
        long before = account.Intents;
        simulation.Appends.OnAppend = _ =>
        {
            if (account.Intents > before)
                reached.TrySetResult();
        };
        await Task.WhenAny(reached.Task, simulation.Elapse(5));
        simulation.Appends.OnAppend = null;
    }

    private static TimeSpan LeaseEndOf(Simulation simulation, Market market) => TimeSpan.FromTicks(
        simulation.Appends.Leases.EndsNs(market.Account, simulation.Oracle.AccountOf(market.Account).Replay.Epoch) / 100);

    // While the owner stands still, or until the limit: what rests at the venue must be taken back by somebody else.
    private static async Task ExpectNothing(Simulation simulation, Market market, TimeSpan begun, TimeSpan end, bool isAlone)
    {
        int epoch = simulation.Oracle.AccountOf(market.Account).Replay.Epoch;
        TimeSpan lapsed = LeaseEndOf(simulation, market);
        TimeSpan limit = isAlone ? begun + ClusterOff.TimerOf(market) + TimeSpan.FromSeconds(1) : lapsed + GuardianWithin;
        while (simulation.Now < end && Simulation.OpenOrdersOf(market, epoch) is var open and > 0)
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
