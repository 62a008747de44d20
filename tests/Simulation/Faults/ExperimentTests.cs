using Quern.Client.Offline.Simulate;
using Quern.Client.Offline.Simulate.Experiments;

namespace Quern.Simulation.Tests.Faults;

[Trait("Category", "simulation")]
public sealed class ExperimentTests(ITestOutputHelper output)
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 20 : 2;

    public static TheoryData<string> Ids() => [.. ExperimentList.All.Select(experiment => experiment.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void The_fault_is_survived(string id)
    {
        for (ulong seed = 1; seed <= (ulong)Seeds; seed++)
        {
            SimulationOutcome outcome = Client.Offline.Simulate.Simulation.Run(ExperimentList.Find(id)!, seed);
            output.WriteLine($"{id} seed {seed}: {outcome.Intents} intents, {outcome.Trades} trades, worst recovery {outcome.WorstRecovery.TotalSeconds:0.00} s, hash {outcome.Hash}");

            Assert.True(outcome.Violations.Count == 0, $"{string.Join(Environment.NewLine, outcome.Violations.Take(5))}{Environment.NewLine}{outcome.Command}");
        }
    }

    [Fact]
    public void Runs_beside_each_other_do_not_touch()
    {
        Experiment experiment = ExperimentList.Find("X12")!;
        var beside = new string[4];

        Parallel.For(0, beside.Length, index => beside[index] = Client.Offline.Simulate.Simulation.Run(experiment, 1 + (ulong)index % 2).Hash);

        Assert.Equal(beside[0], beside[2]);
        Assert.Equal(beside[1], beside[3]);
        Assert.NotEqual(beside[0], beside[1]);
    }

    [Fact]
    public void A_full_size_run_names_the_command_that_repeats_it()
    {
        SimulationOutcome outcome = Client.Offline.Simulate.Simulation.Run(ExperimentList.Find("X10")!, 3, new() { IsFull = true });

        Assert.Empty(outcome.Violations);
        Assert.EndsWith("simulate --seed 3 --experiment X10 --full", outcome.Command);
        double seconds = outcome.VirtualTime.TotalSeconds;
        output.WriteLine($"per virtual second {outcome.BookUpdates / seconds:0} book updates, {outcome.Intents / seconds:0} intents");
        Assert.True(outcome.BookUpdates / seconds > 300, "20 instruments hear about 20 updates a second each");
        Assert.True(outcome.Intents / seconds > 120, "20 instruments intend about 10 orders a second each");
    }

    [Fact]
    public void A_seed_has_one_hash()
    {
        Experiment experiment = ExperimentList.Find("X06")!;

        SimulationOutcome one = Client.Offline.Simulate.Simulation.Run(experiment, 5);
        SimulationOutcome again = Client.Offline.Simulate.Simulation.Run(experiment, 5, new() { KeepsStory = true });
        SimulationOutcome other = Client.Offline.Simulate.Simulation.Run(experiment, 6);

        Assert.Equal(one.Hash, again.Hash);
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.NotEmpty(again.Story);
    }
}
