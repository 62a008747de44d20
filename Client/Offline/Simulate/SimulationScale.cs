namespace Quern.Client.Offline.Simulate;

/// <summary>How large a simulated system is. Two venues with an account each, three silos; every instrument is quoted by a strategy of its own.</summary>
public sealed record SimulationScale
{
    /// <summary>Instruments of each of the two venues. 1 to 10. Default 2.</summary>
    public int InstrumentsPerVenue { get; init; } = 2;

    /// <summary>Mean rate of the crowd's decisions per instrument and second. Default 8.</summary>
    public double EventsPerSecond { get; init; } = 8;

    /// <summary>How often changes of a book are sent: 25, 100, 250 or 500 ms. Default 100.</summary>
    public int BookPeriodMs { get; init; } = 100;

    /// <summary>Quotes of each strategy per side. Default 2.</summary>
    public int LevelsPerSide { get; init; } = 2;

    /// <summary>Quotes stay while they are wanted less than this far away, in millionths of the mid. The smaller, the more intents. Default 4.</summary>
    public int RequoteThresholdPpm { get; init; } = 4;

    /// <summary>Half of bid to ask is never less, in millionths of the mid. The smaller, the more fills. Default 15.</summary>
    public int MinHalfSpreadPpm { get; init; } = 15;

    /// <summary>Largest position either way, in orders. Default 10.</summary>
    public int MaxInventoryOrders { get; init; } = 10;

    /// <summary>Largest position of an account either way, in units of the base asset. Default 1,000: never reached.</summary>
    public int MaxPosition { get; init; } = 1_000;

    /// <summary>Value of each quote, in USDT. Larger ones fill in parts. Default 250.</summary>
    public int OrderNotional { get; init; } = 250;

    /// <summary>Fills and ended orders that the venue remembers per account. Default 100,000.</summary>
    public int VenueHistory { get; init; } = 100_000;

    /// <summary>Moves quotes by replace where one can stand for another. Default false.</summary>
    public bool MovesByReplace { get; init; }

    /// <summary>The same at the size at which criteria and speed are stated: 20 instruments, 20 updates and 10 intents a second each.</summary>
    public SimulationScale AtFullSize() => this with { InstrumentsPerVenue = 10, EventsPerSecond = 70, BookPeriodMs = 25, LevelsPerSide = Math.Max(LevelsPerSide, 3), RequoteThresholdPpm = 1 };
}
