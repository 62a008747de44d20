namespace Quern.Engine.Simulation;

/// <summary>Something in a simulation ran on another thread: <c>Task.Run</c>, <c>ConfigureAwait(false)</c>, real I/O or a real timer.</summary>
/// <param name="stack">Whom it was for, and where it came back, by its stack.</param>
/// <param name="otherFailure">What else went wrong; mostly a consequence.</param>
public sealed class SimulationLeakException(string stack, Exception? otherFailure)
    : Exception($"Something in the simulation ran on another thread. It came back {stack}", otherFailure)
{
    /// <summary>Whom it was for, and where it came back.</summary>
    public string Stack { get; } = stack;
}

/// <summary>A simulation can't end: nothing is ready and no timer is set, or its time is over.</summary>
/// <param name="message">Which, and when.</param>
public sealed class SimulationStuckException(string message) : Exception(message);
