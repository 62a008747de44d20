using Quern.Client.Offline.Simulate.Checks;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X01: the venue takes orders and its answers are lost; part of the time the stream says nothing either.</summary>
public sealed class LostAnswers : Experiment
{
    private static readonly TimeSpan MostOf99In100 = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override string Id => "X01";

    /// <inheritdoc/>
    public override string Fault => "One answer in ten is lost, and half of the order events";

    /// <inheritdoc/>
    public override string Criterion => "No order doubled; what is in doubt is resolved within 5 s (p99), 30 s at most";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        foreach (Market market in simulation.Markets)
        {
            market.Venue.Faults.LoseAnswers(0.10);
            market.Venue.Faults.LoseUserEvents(0.5);
        }

        await simulation.Elapse(15);
        // A quiet market may have needed few orders, and each of the few was answered.
        await simulation.Until(() => Untouched(simulation), TimeSpan.FromSeconds(60), "idle");
        simulation.Mend();
        await simulation.Elapse(10);
        TimeSpan[] doubts = [.. simulation.Oracle.Accounts.SelectMany(account => account.Doubts).Order()];
        // One in a hundred may take longer, and of fewer than a hundred one; the rule of 30 s holds for that one too.
        int late = doubts.Count(doubt => doubt > MostOf99In100);
        if (late > Math.Max(1, doubts.Length / 100))
            simulation.Oracle.Report("doubt", $"{late} of {doubts.Length} doubts took longer than {MostOf99In100.TotalSeconds:0} s");
        simulation.Note(doubts.LastOrDefault());
    }

    private static string? Untouched(Simulation simulation) => simulation.Oracle.Accounts.FirstOrDefault(account => account.Doubts.Count == 0) is { } idle
        ? $"{idle.Market.Account}: no order came into doubt" : null;
}
