using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of a grain; disposing it stops it for good.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Changes when it fires next and how often.</summary>
    /// <param name="dueTime">From now; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <param name="period">From the end of one callback to the next; infinite for once.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>When a grain timer fires, and how it mixes with calls.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>To be filled by an initialiser.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>A timer that neither interleaves nor keeps the grain alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>From now to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of one callback to the next; infinite for once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Ticks may run while a call awaits. Default false.</summary>
    public bool Interleave { get; init; }

    /// <summary>Ticks count as use, so that the grain is not collected as idle. Default false.</summary>
    public bool KeepAlive { get; init; }
}
