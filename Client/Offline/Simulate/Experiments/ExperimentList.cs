namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>Every experiment of this build, in the order of their ids.</summary>
public static class ExperimentList
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new LostAnswers(),
        new CrashBeforeAnswers(),
        new HiddenOrders(),
        new Races(),
        new StopInFullFlight(),
        new DeathAtTheJournal(),
        new ClusterOff(),
        new OtherHands(),
        new Restarts(),
        new MixedReports(),
        new BrokenUserStream(),
        new PartialFills(),
        new SilentBooks(),
        new ReconnectStorm(),
        new MixedDiffs(),
        new ClockSteps(),
        new DoubleActivation(),
        new Stalls(),
        new FailingDisks(),
        new LossyStreams(),
        new SlowCalls(),
        new Partitions(),
        new FillBurst(),
        new SelfTrades(),
    ];

    /// <summary>The experiment of that id, in any case of letters; null for none.</summary>
    public static Experiment? Find(string id) => All.FirstOrDefault(known => known.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
