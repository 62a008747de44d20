using Quern.Domain.Instruments;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X16: book updates are lost, doubled, swapped and late, and so are snapshots.</summary>
public sealed class MixedDiffs : Experiment
{
    private static readonly TimeSpan RightWithin = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string Id => "X16";

    /// <inheritdoc/>
    public override string Fault => "A twentieth of book updates is lost, doubled, swapped or late; snapshots are late";

    /// <inheritdoc/>
    public override string Criterion => "No book is ever wrong and believed; all are heard again at once";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        foreach (Market market in simulation.Markets)
        {
            market.Venue.Faults.MixDiffs(0.05);
            market.Venue.Faults.DelayAnswers(TimeSpan.FromMilliseconds(400), 0.3);
        }

        await simulation.Elapse(25);
        long compared = simulation.Oracle.Books.Compared;
        if (compared < 50)
            simulation.Oracle.Report("idle", $"only {compared} books could be compared");
        simulation.Tell($"{simulation.Oracle.Books.Breaks} breaks, the longest repaired in {simulation.Oracle.Books.LongestRepair.TotalSeconds:0.000} s");
        simulation.Mend();
        long mendedNs = simulation.World.ElapsedNs;
        simulation.Note(await simulation.Until(() => Unheard(simulation, mendedNs), RightWithin, "feed"));
    }

    private static string? Unheard(Simulation simulation, long sinceNs)
    {
        foreach (Instrument instrument in simulation.Markets.SelectMany(market => market.Instruments))
        {
            if (simulation.Oracle.Books.HeardNs(instrument.Id) <= sinceNs)
                return $"{instrument.Id} is not heard again";
        }

        return null;
    }
}
