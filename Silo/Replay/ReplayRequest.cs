namespace Quern.Silo.Replay;

/// <summary>What to replay.</summary>
/// <param name="Files">Recordings that continue each other, at least one.</param>
/// <param name="InstrumentFile">Definition of the instrument; null reads the scales off the snapshot.</param>
/// <param name="Speed"><c>max</c>, or a factor of recorded time.</param>
/// <param name="Seed">Seed of everything drawn by chance.</param>
internal sealed record ReplayRequest(IReadOnlyList<string> Files, string? InstrumentFile, string Speed, ulong Seed);
