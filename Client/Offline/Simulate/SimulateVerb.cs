using System.CommandLine;
using Quern.Client.Commands;
using Quern.Client.Offline.Simulate.Experiments;
using Quern.Client.Output;

namespace Quern.Client.Offline.Simulate;

/// <summary>The verb <c>simulate</c>: one history in words, or a sweep over seeds.</summary>
public static class SimulateVerb
{
    /// <summary>Makes the verb.</summary>
    public static Verb Create(Surroundings around)
    {
        var seed = new Option<ulong>("--seed") { Description = "Print the history of one seed", HelpName = "N", DefaultValueFactory = _ => 1 };
        var experiment = new Option<string[]>("--experiment")
        {
            Description = "Which experiments; all when left out", HelpName = "X01..", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [],
        };
        experiment.Validators.Add(result =>
        {
            foreach (string id in result.Tokens.Select(token => token.Value).Where(id => ExperimentList.Find(id) is null))
                result.AddError($"There is no experiment '{id}'; there are {string.Join(", ", ExperimentList.All.Select(known => known.Id))}.");
        });
        var all = new Option<bool>("--all") { Description = "Sweep over seeds and print a table" };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds of each experiment", HelpName = "N", DefaultValueFactory = _ => 20 };
        var from = new Option<ulong>("--from") { Description = "The first seed", HelpName = "S", DefaultValueFactory = _ => 1 };
        var full = new Option<bool>("--full") { Description = "All 20 instruments, also where fewer show the same" };
        var verb = new Command("simulate", "Try the system against seeded faults in virtual time; needs no silo") { seed, experiment, all, seeds, from, full };
        verb.SetAction(parsed =>
        {
            string[] ids = parsed.GetRequiredValue(experiment);
            Experiment[] chosen = ids.Length == 0 ? [.. ExperimentList.All] : [.. ids.Select(id => ExperimentList.Find(id)!)];
            bool isFull = parsed.GetRequiredValue(full);
            return parsed.GetRequiredValue(all)
                ? (int)new Sweep(around, chosen, parsed.GetRequiredValue(from), parsed.GetRequiredValue(seeds), isFull).Run()
                : (int)History(around, chosen, parsed.GetRequiredValue(seed), isFull);
        });
        return new(verb, "simulate --seed 7 --experiment X06", "simulate --all --seeds 100 --from 1");
    }

    private static ExitCode History(Surroundings around, Experiment[] chosen, ulong seed, bool isFull)
    {
        bool isBroken = false;
        foreach (Experiment experiment in chosen)
        {
            SimulationOutcome outcome = Simulation.Run(experiment, seed, new() { KeepsStory = true, Scale = isFull ? experiment.Scale.Enlarged() : null });
            foreach (string line in outcome.Story)
                around.Terminal.Out.WriteLine(line);
            around.Terminal.Out.WriteLine(FormattableString.Invariant(
                $"{experiment.Id} seed {seed}: {outcome.Violations.Count} violations, {outcome.Intents} intents, {outcome.Trades} trades, {outcome.Events} events, hash {outcome.Hash}"));
            isBroken |= outcome.Violations.Count > 0;
        }

        return isBroken ? ExitCode.Failed : ExitCode.Ok;
    }
}
