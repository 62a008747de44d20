using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Strategies;

namespace Quern.Domain.Tests.Strategies;

/// <summary>One set of targets as it was said.</summary>
internal sealed record Said(long AtNs, long Version, TargetLevel[] Levels, long BookSequence)
{
    /// <summary>"bid 99x5, ask 101x5", or "nothing".</summary>
    public override string ToString() => Levels.Length == 0
        ? "nothing"
        : string.Join(", ", Levels.Select(Tell));

    private static string Tell(TargetLevel level) =>
        $"{(level.Side is Side.Buy ? "bid" : "ask")} {level.Price.Ticks}x{level.Quantity.Lots}";
}

/// <summary>A context whose clock the test turns, and which copies whatever is said.</summary>
internal sealed class RecordedContext : IStrategyContext
{
    public long NowNs { get; set; } = 1_000_000_000_000;

    public List<Said> All { get; } = [];

    public bool IsRecording { get; set; } = true;

    public Said Last => All[^1];

    public void SetTargets(Targets targets)
    {
        if (IsRecording)
            All.Add(new(NowNs, targets.Version, targets.Wanted.ToArray(), targets.BookSequence));
    }
}
