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
    public override string Criterion => "No book is ever wrong and believed; each is right 1 s after its gap was seen";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        // A venue's budget for snapshots is the account's, however many books break: at full size the same breaks spread over more updates.
        double share = simulation.IsFull ? 0.002 : 0.05;
        foreach (Market market in simulation.Markets)
        {
            market.Venue.Faults.MixDiffs(share);
            market.Venue.Faults.DelayAnswers(TimeSpan.FromMilliseconds(400), 0.3);
        }

        await simulation.Elapse(25);
        long compared = simulation.Oracle.Books.Compared;
        if (compared < 50)
            simulation.Oracle.Report("idle", $"only {compared} books could be compared");
        simulation.Tell($"{simulation.Oracle.Books.Breaks} breaks, the longest repaired in {simulation.Oracle.Books.LongestRepair.TotalSeconds:0.000} s");
        simulation.Mend();
        await simulation.Until(() => Broken(simulation), RightWithin, "feed");
        // A gap before the mending shows with the next message: the market may be quiet for a while.
        await simulation.Elapse(5);
        await simulation.Until(() => Broken(simulation), RightWithin, "feed");
        if (simulation.Oracle.Books.LongestRepair is var longest && longest > RightWithin)
            simulation.Oracle.Report("feed", $"a book was right again only {longest.TotalSeconds:0.000} s after it broke");
        simulation.Note(longest);
    }

    private static string? Broken(Simulation simulation) => simulation.Markets.SelectMany(market => market.Instruments)
        .FirstOrDefault(instrument => simulation.Oracle.Books.BrokenSinceNs(instrument.Id) is not null) is { } broken ? $"{broken.Id} is broken" : null;
}
