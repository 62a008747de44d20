namespace Quern.Connectors.Simulated;

/// <summary>What the way between one process and the venue is like.</summary>
public sealed record NetworkOptions
{
    /// <summary>The shortest way, each direction. Default 1 ms.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Mean of what chance adds to each frame and request, exponential. Default 0.2 ms.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>The address that the venue counts request weight under; null is the address that all share. Default null.</summary>
    public string? Address { get; init; }

    /// <summary>Frames under way in one direction of one connection before sending fails. Default 65,536.</summary>
    public int FramesUnderWay { get; init; } = 65_536;
}
