namespace Quern.Connectors.Simulated.Replay;

/// <summary>What moves our orders forward in a recorded queue, apart from the trades at their price.</summary>
public enum QueueModel : byte
{
    /// <summary>Nothing: whoever cancelled stood behind us, as far as the level still shows enough lots. The default.</summary>
    Pessimistic = 0,

    /// <summary>Every reduction of the level: whoever cancelled stood ahead of us.</summary>
    Optimistic = 1,
}
