namespace Quern.Connectors.Recordings.Commands;

/// <summary>A command journal is refused: opening it would not give back the market it was written for. The message names the file and why.</summary>
/// <param name="file">The file's name, without its folder.</param>
/// <param name="problem">What is wrong, and what to do.</param>
public sealed class CommandJournalException(string file, string problem) : Exception($"{file}: {problem}")
{
    /// <summary>The file's name, without its folder.</summary>
    public string File { get; } = file;
}
