namespace Quern.Connectors.Simulated.Loopback;

/// <summary>How a venue is served on real sockets.</summary>
public sealed record LoopbackOptions
{
    /// <summary>The port; 0 takes any that is free. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>Frames that wait for one client before it is cut as too slow. Default 8,192.</summary>
    public int SendQueue { get; init; } = 8_192;

    /// <summary>Largest frame or body that is read, in bytes. Default 1 MiB.</summary>
    public int LargestMessage { get; init; } = 1 << 20;

    /// <summary>How often an idle client is pinged. Default 3 min.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a stop waits for connections to end before it breaks them. Default 2 s.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(2);
}
