namespace Quern.Engine;

/// <summary>What the embedded engine can be told; nothing of it exists on Orleans. Set with <c>siloBuilder.Configure&lt;EngineOptions&gt;</c>.</summary>
public sealed class EngineOptions
{
    /// <summary>
    /// A call from a turn into a quiet activation of the same silo runs at once, inside the caller's turn, instead of queueing. Default true.
    /// In a simulation <c>WorldOptions.InlineShare</c> decides.
    /// </summary>
    public bool InlineTurns { get; set; } = true;

    /// <summary>Calls nested in one turn before they queue, 0 to 64. Default 8.</summary>
    public int InlineDepth { get; set; } = 8;

    /// <summary>Turns an activation runs before it makes room for others, at least 1. Default 64.</summary>
    public int TurnsPerScheduling { get; set; } = 64;
}
