using Quern.Client.Offline.Simulate;
using Quern.Client.Offline.Simulate.Experiments;
using Quern.Connectors.Exchange;
using Quern.Grains.Journal;
using Quern.Simulation.Tests.Faults.Bugs;

namespace Quern.Simulation.Tests.Faults;

/// <summary>Each bug stands where a true part would: the experiments must find it, or they find nothing.</summary>
[Trait("Category", "simulation")]
public sealed class BugTests(ITestOutputHelper output)
{
    private const ulong MostSeeds = 20;
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("QUERN_FULL") == "1";
    private static readonly string[] Invariants = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"];

    private static readonly (string Name, SimulationOptions Options, string Experiment, string Caught)[] Bugs =
    [
        ("ignores the epoch", Journals(WrongJournals.Unfenced), "X27", "I1"),
        ("names orders after the last epoch", Venues(inner => new NamesOldEpochs(inner)), "X12", "I1"),
        ("journals after sending", Journals(WrongJournals.Late), "X12", "I2"),
        ("skips the journal", Journals(WrongJournals.Skipping), "X12", "I2"),
        ("takes a time-out for a reject", Venues(inner => new TimeoutIsReject(inner)), "X01", "I3"),
        ("trusts absence early", Venues(inner => new TrustsAbsenceEarly(inner)), "X03", "I3"),
        ("counts fills twice", Venues(inner => new CountsFillsTwice(inner)), "X12", "I4"),
        ("misreads prices", Venues(inner => new MisreadsPrices(inner)), "X12", "I4"),
        ("takes trades for strangers'", Venues(inner => new TakesTradesForStrangers(inner)), "X03", "I5"),
        ("sees another lot in positions", Venues(inner => new SeesAnotherLot(inner)), "X11", "I5"),
        ("adjusts without a cause", Journals(WrongJournals.Causeless), "X09", "I5"),
        ("takes fees for rebates", Venues(inner => new FlipsFees(inner)), "X12", "I6"),
        ("forgets open lots", Venues(inner => new ForgetsOpenLots(inner)), "X37", "I7"),
        ("stamps books ahead", Venues(inner => new BooksNeverAge(inner)), "X14", "I8"),
        ("journals only some of it", Journals(WrongJournals.Forgetful), "X12", "I9"),
        ("reuses an id", Venues(inner => new ReusesIds(inner)), "X12", "double"),
        ("lets requests live on", Venues(inner => new NeverExpires(inner)), "X28", "lease"),
        ("watches no lease", new() { Journals = (_, journals) => new BlindStore(journals) }, "X28", "stall"),
        ("swallows cancels", Venues(inner => new SwallowsCancels(inner)), "X05", "stop"),
    ];

    [Fact]
    public void Every_bug_is_caught_by_its_rule_and_each_invariant_alone_catches_one()
    {
        var missed = new List<string>();
        var alone = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string name, SimulationOptions options, string experiment, string caught) in Bugs)
        {
            (ulong seed, SortedSet<string> rules) = Hunt(experiment, options, caught);
            output.WriteLine($"{name,-32} {experiment} seed {seed}: {string.Join(" ", rules)}");
            if (!rules.Contains(caught))
                missed.Add($"{name}: {caught} did not catch it, only {string.Join(" ", rules)}");
            if (rules.Intersect(Invariants).ToArray() is [var only])
                alone.Add(only);
        }

        output.WriteLine($"caught by one invariant alone: {string.Join(" ", alone)}");
        Assert.True(missed.Count == 0, string.Join(Environment.NewLine, missed));
        Assert.Equal(Invariants, alone);
    }

    public static TheoryData<string> Names() => [.. Bugs.Select(bug => bug.Name)];

    /// <summary>One row of the table of bugs and experiments: all experiments with <c>QUERN_FULL=1</c>, else two quick ones and the bug's own.</summary>
    [Theory, MemberData(nameof(Names))]
    public void The_bug_is_caught_by_an_experiment(string name)
    {
        (_, SimulationOptions options, string own, string caught) = Bugs.Single(bug => bug.Name == name);
        string[] experiments = IsFull ? [.. ExperimentList.All.Select(experiment => experiment.Id)] : [.. new[] { "X05", "X12", own }.Distinct()];
        var catches = new List<string>();
        foreach (string id in experiments)
        {
            SortedSet<string> rules = id == own ? Hunt(id, options, caught).Rules : RulesBroken(id, options, 1);
            if (rules.Count > 0)
                catches.Add($"{id} ({string.Join(" ", rules)})");
        }

        output.WriteLine($"| {name} | {string.Join(", ", catches)} |");
        Assert.NotEmpty(catches);
    }

    // A bug that needs a rare moment shows with some seeds only: the first that shows it is as good as seed 1.
    private static (ulong Seed, SortedSet<string> Rules) Hunt(string experiment, SimulationOptions options, string caught)
    {
        SortedSet<string> rules = [];
        for (ulong seed = 1; seed <= MostSeeds; seed++)
        {
            rules = RulesBroken(experiment, options, seed);
            if (rules.Contains(caught))
                return (seed, rules);
        }

        return (MostSeeds, rules);
    }

    private static SortedSet<string> RulesBroken(string experiment, SimulationOptions options, ulong seed) => new(
        Client.Offline.Simulate.Simulation.Run(ExperimentList.Find(experiment)!, seed, options).Violations.Select(violation => violation.Rule), StringComparer.Ordinal);

    private static SimulationOptions Venues(Func<IExchange, IExchange> wrong) => new() { Exchanges = (_, exchange) => wrong(exchange) };

    private static SimulationOptions Journals(Func<IJournalStore, string, IJournal, IJournal> wrong) =>
        new() { Journals = (_, journals) => new WrongStore(journals, wrong) };
}
