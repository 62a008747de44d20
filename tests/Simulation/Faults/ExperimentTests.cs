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
