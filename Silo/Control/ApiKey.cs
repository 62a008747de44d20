using System.Security.Cryptography;

namespace Quern.Silo.Control;

/// <summary>The key of the control API: made at the first start in the user's own data folder, readable by its owner alone.</summary>
public sealed class ApiKey
{
    private const string FileName = "api-key";
    private readonly byte[] _hash;

    private ApiKey(string key, string path)
    {
        _hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key));
        Path = path;
    }

    /// <summary>Where the client finds it.</summary>
    public string Path { get; }

    /// <summary>Reads the key, or makes one.</summary>
    public static ApiKey Open(string dataFolder)
    {
        string path = System.IO.Path.Combine(dataFolder, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } existing)
            return new(existing, path);

        string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(path, options))
            writer.Write(key);
        return new(key, path);
    }

    /// <summary>True when the header carries the key. Takes the same time whatever the guess.</summary>
    /// <param name="authorization">The value of <c>Authorization</c>: <c>Bearer KEY</c>.</param>
    public bool Accepts(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return false;

        byte[] hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(authorization[scheme.Length..].Trim()));
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }
}
