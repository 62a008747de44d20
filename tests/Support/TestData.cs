namespace Quern.Tests;

/// <summary>Where the outside data lies: <c>QUERN_DATA</c>, or <c>../shared/data</c> beside the repository.</summary>
public static class TestData
{
    /// <summary>The repository's root: the folder that holds <c>Quern.slnx</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The data folder. It may be missing: ask <see cref="Require"/>.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("QUERN_DATA") is { Length: > 0 } named
            ? Path.GetFullPath(named, Repository)
            : Path.GetFullPath(Path.Combine(Repository, "..", "shared", "data"));

    /// <summary>The path of a file or folder of the data; skips the test, saying why, when it isn't there.</summary>
    public static string Require(params string[] parts)
    {
        string path = Path.Combine([Root, .. parts]);
        if (!Path.Exists(path))
            Assert.Skip($"No {string.Join('/', parts)} under {Root}. Set QUERN_DATA to the folder that holds the outside data.");
        return path;
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Quern.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Quern.slnx above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
