namespace Quern.Silo.Control;

/// <summary>What names a run on every report, journal and hash line.</summary>
/// <param name="Engine">Embedded or Orleans.</param>
/// <param name="Mode">paper or live.</param>
/// <param name="Run">Seed, configuration hash and build, joined by '-'.</param>
/// <param name="StartedAt">Timestamp of the start, by the silo's own clock.</param>
public sealed record RunIdentity(string Engine, string Mode, string Run, long StartedAt);
