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
        simulation.Mend();
        await simulation.Elapse(10);
        foreach (AccountWatch account in simulation.Oracle.Accounts)
        {
            TimeSpan[] doubts = [.. account.Doubts.Order()];
            if (doubts.Length == 0)
                simulation.Oracle.Report("idle", $"{account.Market.Account}: no order came into doubt");
            else if (doubts[doubts.Length * 99 / 100] is var late && late > MostOf99In100)
                simulation.Oracle.Report("doubt", $"{account.Market.Account}: one doubt in a hundred took {late.TotalSeconds:0.0} s or longer");
            simulation.Note(doubts.LastOrDefault());
        }
    }
}
