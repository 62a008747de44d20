using Quern.Client.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quern.Client.Offline.Simulate;

/// <summary>Runs experiments over many seeds, each run on a thread of its own, and sums up: violations, worst recovery, speed.</summary>
public sealed class Sweep(Surroundings around, IReadOnlyList<Experiment> experiments, ulong from, int seeds, bool isFull)
{
    private const int BarWidth = 30;
    private readonly Lock _gate = new();
    private readonly List<Row> _rows = [];
    private int _done;
    private long _events;
    private long _intents;
    private long _updates;
    private TimeSpan _virtual;

    /// <summary>Runs all of it and prints the table.</summary>
    /// <param name="workers">Runs at once, at least 1. What comes out does not depend on it.</param>
    /// <returns>Failed when any run broke a rule.</returns>
    public ExitCode Run(int workers)
    {
        long start = around.Time.GetTimestamp();
        foreach (Experiment experiment in experiments)
            _rows.Add(new(experiment));
        Progress();
        Parallel.For(0, seeds * experiments.Count, new() { MaxDegreeOfParallelism = workers }, number =>
        {
            Row row = _rows[number % experiments.Count];
            SimulationOutcome outcome = Simulation.Run(row.Experiment, from + (ulong)(number / experiments.Count), new() { IsFull = isFull });
            lock (_gate)
            {
                Take(row, outcome);
                _done++;
                Progress();
            }
        });
        Print(around.Time.GetElapsedTime(start));
        return _rows.Exists(row => row.Violations > 0) ? ExitCode.Failed : ExitCode.Ok;
    }

    private void Take(Row row, SimulationOutcome outcome)
    {
        row.Seeds++;
        row.Violations += outcome.Violations.Count;
        row.Worst = outcome.WorstRecovery > row.Worst ? outcome.WorstRecovery : row.Worst;
        _events += outcome.Events;
        _intents += outcome.Intents;
        _updates += outcome.BookUpdates;
        _virtual += outcome.VirtualTime;
        if (outcome.Violations.Count == 0)
            return;

        row.Broken++;
        ClearBar();
        around.Terminal.Out.WriteLine(FormattableString.Invariant($"{outcome.Experiment} seed {outcome.Seed}: {outcome.Violations.Count} violations, the first at {outcome.Violations[0]}"));
        around.Terminal.Out.WriteLine($"    {outcome.Command}");
    }

    private void Print(TimeSpan real)
    {
        ClearBar();
        var sheet = new Sheet().Words("Experiment").Numbers("Seeds", "Violations", "Worst recovery").Sentences("Fault");
        sheet.Rows(
            _rows,
            row => (IEnumerable<IRenderable>)
            [
                Sheet.Name(row.Experiment.Id), Sheet.Word($"{row.Seeds}"), Sheet.Fault(row.Violations),
                Sheet.Word(FormattableString.Invariant($"{row.Worst.TotalSeconds:0.00} s")), Sheet.Word(row.Experiment.Fault),
            ],
            "no experiments");
        Page.On(around.Terminal).Write(sheet.Done());
        around.Terminal.Out.WriteLine(FormattableString.Invariant(
            $"{_virtual.TotalSeconds:0} s of virtual time in {real.TotalSeconds:0.0} s: {_virtual / real:0} times real time; {_events / real.TotalSeconds:0} events/s; per virtual second {_intents / _virtual.TotalSeconds:0} intents, {_updates / _virtual.TotalSeconds:0} book updates"));
    }

    private void Progress()
    {
        if (!around.Terminal.IsScreen)
            return;
        int all = seeds * experiments.Count;
        int filled = all == 0 ? BarWidth : (int)((long)_done * BarWidth / all);
        around.Terminal.Error.Write($"\r[{new string('#', filled)}{new string('.', BarWidth - filled)}] {_done}/{all} runs, {_rows.Sum(row => row.Violations)} violations   ");
    }

    private void ClearBar()
    {
        if (around.Terminal.IsScreen)
            around.Terminal.Error.Write("\r" + new string(' ', BarWidth + 30) + "\r");
    }

    private sealed class Row(Experiment experiment)
    {
        public Experiment Experiment => experiment;

        public int Seeds { get; set; }

        public int Broken { get; set; }

        public int Violations { get; set; }

        public TimeSpan Worst { get; set; }
    }
}
