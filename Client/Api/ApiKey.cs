namespace Quern.Client.Api;

/// <summary>The silo's key as this user has it: the silo writes the file at its first start.</summary>
/// <param name="File">Where it was looked for.</param>
/// <param name="Secret">Null when there is no such file, or nothing in it that can be a key.</param>
public sealed record ApiKey(string File, string? Secret)
{
    /// <summary>The name of the file in the Quern data folder.</summary>
    public const string FileName = "api-key";

    /// <summary><c>api-key</c> in QUERN_HOME, else in the user's own data folder under <c>quern</c>.</summary>
    public static string DefaultFile(Func<string, string?> variable)
    {
        string home = variable("QUERN_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "quern");
        return Path.GetFullPath(Path.Combine(home, FileName));
    }

    /// <summary>Reads the key; a missing or unreadable file gives a key without secret.</summary>
    public static ApiKey Read(string file)
    {
        try
        {
            string secret = System.IO.File.ReadAllText(file).Trim();
            return new(file, IsKey(secret) ? secret : null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(file, null);
        }
    }

    // What fits a header: anything else would be a different file named by mistake.
    private static bool IsKey(string text) =>
        text.Length is > 0 and <= 512 && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
}
