namespace Quern.Silo.Configuration;

/// <summary>The configuration can't be used. Every problem is one line that says where, what and what to do.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
