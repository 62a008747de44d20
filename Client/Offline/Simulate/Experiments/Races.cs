namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>
/// X04: cancels and replaces race with answers and fills. First in orders drawn from the seed, with everything else quoting; then one order at a
/// time, whose four last words of the venue are held back and said in each of their 24 orders, for every race.
/// </summary>
public sealed class Races : Experiment
{
    private const int MostTries = 5;

    private static readonly Race[] All =
    [
        new("cancel before ack", ["answer POST", "event Accepted", "answer DELETE", "event Cancelled"]),
        new("replace wanted before any ack", ["answer POST", "event Accepted", "answer DELETE", "event Cancelled"]) { Moves = true },
        new("replace before the ack's event, and a fill", ["event Accepted", "answer PUT", "event Amended", "event Traded"])
        {
            Moves = true, HeardFirst = "answer POST", FillsAfter = Race.Part,
        },
        new("replace before the ack's answer, and the last fill", ["answer POST", "answer PUT", "event Amended", "event Traded"])
        {
            Moves = true, HeardFirst = "event Accepted", FillsAfter = Race.All,
        },
        new("part of it fills during cancel", ["event Accepted", "event Traded", "answer DELETE", "event Cancelled"])
        {
            HeardFirst = "answer POST", FillsBefore = [Race.Part],
        },
        new("all of it fills during cancel", ["answer POST", "event Accepted", "event Traded", "answer DELETE"]) { FillsBefore = [Race.All] },
        new("part of it fills during replace", ["event Accepted", "event Traded", "answer PUT", "event Amended"])
        {
            Moves = true, HeardFirst = "answer POST", FillsBefore = [Race.Part],
        },
        new("all of it fills during replace", ["answer POST", "event Traded", "event Traded", "answer PUT"])
        {
            Moves = true, HeardFirst = "event Accepted", FillsBefore = [Race.Part, Race.All - Race.Part],
        },
    ];

    /// <inheritdoc/>
    public override string Id => "X04";

    /// <inheritdoc/>
    public override string Fault => "Cancels and replaces race with answers and fills, in drawn orders and in all orders of four words";

    /// <inheritdoc/>
    public override string Criterion => "Every order ends in the right state with the right lots, in all permutations of each race";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MovesByReplace = true, RequoteThresholdPpm = 1, MinHalfSpreadPpm = 5, OrderNotional = 2_000 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        foreach (Market market in simulation.Markets)
        {
            market.Venue.Faults.DelayAnswers(TimeSpan.FromMilliseconds(150 + simulation.Random.Next(300)), 0.5);
            market.Venue.Faults.DelayUserEvents(TimeSpan.FromMilliseconds(500), 0.5);
            market.Venue.Faults.MatchingDelay = TimeSpan.FromMilliseconds(simulation.Random.Next(200));
        }

        await simulation.Elapse(15);
        simulation.Mend();
        await simulation.Recover(Recovery);
        foreach (Race race in All)
        {
            foreach (int[] order in Orders([.. Enumerable.Range(0, race.Words.Length)]))
                await Run(simulation, race, order);
        }
    }

    // Somebody of the crowd may trade with the raced order, or take the fill that was meant for it: then it is another race.
    private static async Task Run(Simulation simulation, Race race, int[] order)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            if (await new RaceRound(simulation, race).Run(order))
                return;
        }

        simulation.Oracle.Report("idle", $"{race.Name}: its words did not come about in {MostTries} tries");
    }

    private static IEnumerable<int[]> Orders(int[] words) => words.Length == 1
        ? [words]
        : words.SelectMany(first => Orders([.. words.Where(word => word != first)]).Select(rest => (int[])[first, .. rest]));
}

/// <summary>Something that races with a cancel or a replace.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="Words">What the venue says and is held back, in the order in which it happens.</param>
internal sealed record Race(string Name, string[] Words)
{
    /// <summary>Of ten parts of the order.</summary>
    public const int Part = 4;

    /// <summary>The whole order.</summary>
    public const int All = 10;

    /// <summary>The quote is wanted elsewhere; else it is not wanted any more.</summary>
    public bool Moves { get; init; }

    /// <summary>The word that is heard before the race begins; null for none.</summary>
    public string? HeardFirst { get; init; }

    /// <summary>Tenths that fill before the cancel or replace arrives, a trade each.</summary>
    public int[] FillsBefore { get; init; } = [];

    /// <summary>Tenths that fill after it.</summary>
    public int FillsAfter { get; init; }
}
