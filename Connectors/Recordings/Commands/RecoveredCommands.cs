namespace Quern.Connectors.Recordings.Commands;

/// <summary>Something in a journal's folder that was not trusted.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Offset">The first byte that was not read, or 0 when none of the file was.</param>
/// <param name="Problem">What is wrong there.</param>
public sealed record JournalDamage(string File, long Offset, string Problem);

/// <summary>What a journal gave back: exactly its first <see cref="Sequence"/> commands, never another state.</summary>
/// <param name="Sequence">The last command that the engine has now; 0 when there is none.</param>
/// <param name="SnapshotSequence">The command at which the snapshot stands that it began from; 0 without one.</param>
/// <param name="Damage">What was not trusted, in the order of finding it; empty after an orderly end and after a kill between commands.</param>
public sealed record RecoveredCommands(long Sequence, long SnapshotSequence, IReadOnlyList<JournalDamage> Damage)
{
    /// <summary>The chain after the last command.</summary>
    internal uint Chain { get; init; }
}
