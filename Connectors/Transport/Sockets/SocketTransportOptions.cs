namespace Quern.Connectors.Transport.Sockets;

/// <summary>Limits of the transports over real sockets.</summary>
public sealed class SocketTransportOptions
{
    /// <summary>A connection that is not up after this is given up. Default 5 s; 10 ms to 1 min.</summary>
    public TimeSpan ConnectTimeOut { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a close waits for the far end before the socket is cut. Default 2 s; 10 ms to 1 min.</summary>
    public TimeSpan CloseTimeOut { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A larger frame closes its connection. Default 16 MiB; 1 KiB to 256 MiB.</summary>
    public int MaxFrameBytes { get; set; } = 16 << 20;

    /// <summary>Frames that may wait for the wire; the next one is refused. Default 1024; 1 to 65,536.</summary>
    public int MaxQueuedFrames { get; set; } = 1024;

    /// <summary>How often we ping a quiet far end. Default 20 s; zero never pings. The far end's own pings are always answered.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A ping that is not answered within this ends the connection: the only way to notice a far end that is gone without a word. Default 20 s.</summary>
    public TimeSpan KeepAliveTimeOut { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Refuses limits that make no sense.</summary>
    /// <exception cref="ArgumentException">One is outside its range; the message names it.</exception>
    public void Validate()
    {
        Require(ConnectTimeOut, nameof(ConnectTimeOut));
        Require(CloseTimeOut, nameof(CloseTimeOut));
        Require(MaxFrameBytes, 1 << 10, 256 << 20, nameof(MaxFrameBytes));
        Require(MaxQueuedFrames, 1, 1 << 16, nameof(MaxQueuedFrames));
        if (KeepAliveInterval < TimeSpan.Zero || KeepAliveTimeOut <= TimeSpan.Zero)
            throw new ArgumentException("KeepAliveInterval must be zero or more, and KeepAliveTimeOut above zero.");
    }

    private static void Require(TimeSpan value, string name)
    {
        if (value < TimeSpan.FromMilliseconds(10) || value > TimeSpan.FromMinutes(1))
            throw new ArgumentException($"{name} is {value}: it must be 10 ms to 1 min.");
    }

    private static void Require(int value, int min, int max, string name)
    {
        if (value < min || value > max)
            throw new ArgumentException($"{name} is {value}: it must be {min} to {max}.");
    }
}
