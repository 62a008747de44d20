namespace Quern.Client.Offline.Simulate;

/// <summary>What came of one run.</summary>
public sealed record SimulationOutcome
{
    /// <summary>Which experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Of which seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>True when it ran with all 20 instruments.</summary>
    public required bool IsFull { get; init; }

    /// <summary>SHA-256 over every message, venue event and journal record.</summary>
    public required string Hash { get; init; }

    /// <summary>Events that the hash covers.</summary>
    public required long Events { get; init; }

    /// <summary>What must not be and was.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>The longest time to recover.</summary>
    public required TimeSpan WorstRecovery { get; init; }

    /// <summary>How much virtual time passed.</summary>
    public required TimeSpan VirtualTime { get; init; }

    /// <summary>Orders intended.</summary>
    public required long Intents { get; init; }

    /// <summary>Trades of ours.</summary>
    public required long Trades { get; init; }

    /// <summary>Updates of books that the system heard.</summary>
    public required long BookUpdates { get; init; }

    /// <summary>What happened, when it was kept.</summary>
    public IReadOnlyList<string> Story { get; init; } = [];

    /// <summary>The command that runs it again and tells all of it.</summary>
    public string Command => FormattableString.Invariant($"dotnet run -c Release --project Client -- simulate --seed {Seed} --experiment {Experiment}{(IsFull ? " --full" : "")}");
}
