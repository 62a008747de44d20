namespace Quern.Silo.Configuration;

/// <summary>Reads secrets from where the configuration points: <c>env:NAME</c> or <c>file:PATH</c>. The secret itself never stands in a file of ours.</summary>
public static class SecretReference
{
    /// <summary>The secret.</summary>
    /// <param name="reference">For example <c>env:BINANCE_API_KEY</c>.</param>
    /// <param name="where">Which setting, for the error.</param>
    /// <exception cref="SettingsException">It is no reference, or what it points at is missing or empty.</exception>
    public static string Resolve(string reference, string where)
    {
        string? value = reference switch
        {
            _ when reference.StartsWith("env:", StringComparison.Ordinal) => Environment.GetEnvironmentVariable(reference[4..]),
            _ when reference.StartsWith("file:", StringComparison.Ordinal) => ReadFile(reference[5..]),
            _ => throw new SettingsException([$"{where}: write a reference, env:NAME or file:PATH; secrets do not belong in the configuration"]),
        };

        return string.IsNullOrWhiteSpace(value)
            ? throw new SettingsException([$"{where}: {reference} is missing or empty; set it before the start"])
            : value.Trim();
    }

    private static string? ReadFile(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
