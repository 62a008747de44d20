using Orleans.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>What a simulation is made of. Equal options and equal code give equal runs.</summary>
public sealed record WorldOptions
{
    /// <summary>Decides every choice: which turn is next, how long messages take, who hears of a death.</summary>
    public ulong Seed { get; init; }

    /// <summary>The time at which the run begins. Default 1 January 2026, UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Share of the calls that may run inside their caller's turn and do, 0 to 1. Default 0: it explores most.</summary>
    public double InlineShare { get; init; }

    /// <summary>One-way calls inside one silo take up to <see cref="OneWayDelay"/>, each its own time, so that they overtake each other. Default false.</summary>
    public bool ReordersOneWay { get; init; }

    /// <summary>Longest time of a one-way call inside a silo, if they are reordered. Default 200 µs.</summary>
    public TimeSpan OneWayDelay { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Shortest time that memory storage takes. Default 50 µs.</summary>
    public TimeSpan StorageDelayMin { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Longest time that memory storage takes. Default 2 ms.</summary>
    public TimeSpan StorageDelayMax { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Shortest time until a killed silo is known to be dead. Default 10 ms.</summary>
    public TimeSpan DeathNoticeMin { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest time until a killed silo is known to be dead. Default 2 s.</summary>
    public TimeSpan DeathNoticeMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Share of the silos' calls to a killed silo that then fail at once; the others wait for their time-out, 0 to 1. Default 0.7.</summary>
    public double HearsOfDeathShare { get; init; } = 0.7;

    /// <summary>
    /// Share of the calls waiting at a stopping silo that fail, at once or, as <see cref="HearsOfDeathShare"/> says, by their time-out; the
    /// others are served elsewhere, 0 to 1. Default 0.3.
    /// </summary>
    public double StopFailureShare { get; init; } = 0.3;

    /// <summary>How messages between nodes travel; can be changed while the world runs.</summary>
    public NetworkOptions Network { get; init; } = new();
}

/// <summary>How messages between nodes travel.</summary>
public sealed record NetworkOptions
{
    /// <summary>Shortest time of a message. Default 50 µs.</summary>
    public TimeSpan LatencyMin { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Longest time of a message; each draws its own, so messages overtake each other. Default 500 µs.</summary>
    public TimeSpan LatencyMax { get; init; } = TimeSpan.FromMicroseconds(500);

    /// <summary>Share of messages that never arrive, 0 to 1. Default 0.</summary>
    public double DropShare { get; init; }

    /// <summary>Share of one-way messages that arrive twice, 0 to 1. Default 0.</summary>
    public double DuplicateShare { get; init; }

    /// <summary>Share of one-way messages that take up to <see cref="ReorderDelay"/> longer, 0 to 1. Default 0.</summary>
    public double ReorderShare { get; init; }

    /// <summary>Longest extra time of a reordered message. Default 50 ms.</summary>
    public TimeSpan ReorderDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Share of the calls that have an answer, inside a silo too, whose caller hears nothing before its time-out, 0 to 1: half of them never
    /// begin, the others run. Default 0.
    /// </summary>
    public double TimeOutShare { get; init; }

    /// <summary>Calls to which grains time out by <see cref="TimeOutShare"/>; null, the default, for all.</summary>
    public Predicate<GrainId>? TimesOut { get; init; }
}
