using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>Ports, folders and waiting: what every check needs.</summary>
/// <param name="database">Npgsql's connection string of the database that keeps the journals; null for files.</param>
internal sealed class Scene(string? database = null) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-check-").FullName;

    /// <summary>The built silo.</summary>
    public string SiloDll { get; } = FindSilo();

    /// <summary>A data folder of this check.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>Where the control API will listen.</summary>
    public Uri Api { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>Where the venue will listen.</summary>
    public Uri VenueAddress { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>The demo's symbols.</summary>
    public static IReadOnlyList<string> Symbols { get; } = ["BTCUSDT", "ETHUSDT"];

    /// <summary>A venue in its own process, up.</summary>
    public async Task<SiloProcess> StartVenue(Venue venue, params string[] more)
    {
        SiloProcess process = SiloProcess.Start(SiloDll, VenueAddress, Data, ["venue", "--urls", Root(VenueAddress), .. more]);
        await Until("the venue answers", TimeSpan.FromSeconds(20), venue.IsUp);
        return process;
    }

    /// <summary>A silo against that venue.</summary>
    public SiloProcess StartSilo() =>
        SiloProcess.Start(SiloDll, Api, Data, ["--urls", Root(Api), "--venue", Root(VenueAddress), "--data", Data, .. Configuration()]);

    /// <summary>A silo in the place of one that is dead.</summary>
    public SiloProcess StartSilo(SiloProcess dead)
    {
        dead.Dispose();
        return StartSilo();
    }

    /// <summary>The last lines that silos logged.</summary>
    public string LogTail()
    {
        string? newest = Directory.GetFiles(_folder, "silo-*.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault();
        return newest is null ? "" : string.Join('\n', File.ReadLines(newest).TakeLast(40));
    }

    /// <summary>Lines of all logs that hold all of these words.</summary>
    public int CountInLogs(params string[] words) => Directory.GetFiles(_folder, "silo-*.log", SearchOption.AllDirectories)
        .Sum(log => File.ReadLines(log).Count(line => Array.TrueForAll(words, word => line.Contains(word, StringComparison.Ordinal))));

    /// <summary>How many strategies quote both sides.</summary>
    public static int TwoSided(JsonNode? status) => status is null
        ? 0
        : status["strategies"]!.AsArray().Count(row => Venue.Text(row, "bid").Length > 0 && Venue.Text(row, "ask").Length > 0);

    /// <summary>Waits for something, asking ten times a second.</summary>
    public static async Task<TimeSpan> Until(string what, TimeSpan patience, Func<Task<bool>> isSo)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
                throw new InvalidOperationException($"Waited {patience.TotalSeconds:0} s in vain until {what}.");
            await Task.Delay(100);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Prints a finding, and remembers whether all held.</summary>
    public static bool Report(string what, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {what}");
        return holds;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The demo, with its journals in the database.</summary>
    private string[] Configuration()
    {
        if (database is null)
            return [];
        string secret = Path.Combine(_folder, "database");
        string file = Path.Combine(_folder, "silo.json");
        File.WriteAllText(secret, database);
        File.WriteAllText(file, $$"""
            {
              "paperVenue": { "isExternal": true },
              "journal": { "store": "PostgreSQL", "connection": {{JsonSerializer.Serialize($"file:{secret}")}} },
              "venues": [{ "id": "sim-usdm", "accounts": [{ "name": "demo", "number": 1 }] }],
              "strategies": [
                { "id": "mm-btcusdt", "instrument": "sim-usdm:BTCUSDT", "account": "sim-usdm:demo", "settings": { "minHalfSpreadPpm": 15 } },
                { "id": "mm-ethusdt", "instrument": "sim-usdm:ETHUSDT", "account": "sim-usdm:demo", "settings": { "minHalfSpreadPpm": 15 } }
              ]
            }
            """);
        return ["--config", file];
    }

    private static string Root(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindSilo()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Quern.slnx")))
                continue;
            string[] built = Directory.GetFiles(Path.Combine(folder.FullName, "Silo", "bin"), "Quern.Silo.dll", SearchOption.AllDirectories);
            return built.OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault(path => !path.Contains("ref", StringComparison.Ordinal))
                ?? throw new InvalidOperationException("Build the silo first: dotnet build Silo");
        }

        throw new InvalidOperationException("Run this from a checkout.");
    }
}
