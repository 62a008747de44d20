namespace Quern.Grains.Interfaces;

/// <summary>How long calls wait for their answer. What does not answer in time may have happened all the same: callers repeat or ask.</summary>
public static class CallTimes
{
    /// <summary>On the money path: 1 s. A caller waits with everything that comes after, so it must not wait for a dead silo.</summary>
    public const string MoneyPath = "00:00:01";

    /// <summary>For a grain that may have to wake first: 5 s.</summary>
    public const string Waking = "00:00:05";

    /// <summary>For a grain that takes its orders back and proves it: 10 s.</summary>
    public const string HandingOver = "00:00:10";
}
