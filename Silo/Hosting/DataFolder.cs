namespace Quern.Silo.Hosting;

/// <summary>Where a user's journals, key and logs are kept. The one place that knows how operating systems differ.</summary>
public static class DataFolder
{
    /// <summary>The folder that settings name, else <c>QUERN_HOME</c>, else <c>quern</c> in the user's own data folder. Made, for its owner alone, when missing.</summary>
    public static string Open(string? configured)
    {
        string path = configured
            ?? (Environment.GetEnvironmentVariable("QUERN_HOME") is { Length: > 0 } home
                ? home
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "quern"));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
