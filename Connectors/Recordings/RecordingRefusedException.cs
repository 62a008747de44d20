namespace Quern.Connectors.Recordings;

/// <summary>A recording that can be read but not replayed: of another market, of several symbols, without a snapshot, or beyond the venue's units.</summary>
/// <param name="message">What it is and what to do instead.</param>
public sealed class RecordingRefusedException(string message) : Exception(message);
