using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X31: books reach strategies by streams, messages between silos are lost, and a silo dies.</summary>
public sealed class LossyStreams : Experiment
{
    private static readonly TimeSpan FeedWithin = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string Id => "X31";

    /// <inheritdoc/>
    public override string Fault => "One message in a hundred between silos and streams is lost, and a silo dies";

    /// <inheritdoc/>
    public override string Criterion => "Strategies are never more than a second behind their books; nothing is missing in the ledger";

    /// <inheritdoc/>
    public override string Feed => "Stream";

    /// <inheritdoc/>
    public override TimeSpan NewsOfBreak => TimeSpan.FromSeconds(1.1);

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        simulation.World.Network.Options = simulation.World.Network.Options with { DropShare = 0.01, DuplicateShare = 0.01, ReorderShare = 0.05 };
        await Measure(simulation, TimeSpan.FromSeconds(15));
        SimulatedSilo dead = simulation.OwnerOf(simulation.Markets[simulation.Random.Next(2)]);
        simulation.Kill(dead);
        await simulation.Elapse(5);
        await simulation.Restart(dead);
        await simulation.Recover(Recovery);
        // Desks go home to the silo that is back: a call of a hand-over is given up after 10 s, and may be lost twice.
        await simulation.Elapse(24);
        await simulation.Recover(Recovery);
        await Measure(simulation, TimeSpan.FromSeconds(15));
    }

    private static async Task Measure(Simulation simulation, TimeSpan time)
    {
        simulation.Oracle.Feeds.Begin();
        await simulation.Elapse(time);
        TimeSpan worst = simulation.Oracle.Feeds.End();
        simulation.Story.Tell("check", $"strategies heard {simulation.Oracle.Feeds.Heard} updates, at most {worst.TotalSeconds:0.000} s after their books");
        if (worst > FeedWithin)
            simulation.Oracle.Report("feed", $"a strategy was {worst.TotalSeconds:0.000} s behind its book");
        if (simulation.Oracle.Feeds.Heard == 0)
            simulation.Oracle.Report("feed", "no strategy heard anything");
    }
}
