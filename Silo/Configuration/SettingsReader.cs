using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Orders;

namespace Quern.Silo.Configuration;

/// <summary>Reads settings from JSON or INI files, and checks all of them before anything starts.</summary>
public static class SettingsReader
{
    private const int SupportedVersion = 1;

    /// <summary>The settings of these files; the demo when there are none.</summary>
    /// <param name="paths">One JSON file, or any number of INI files.</param>
    /// <param name="notices">Takes what was read and has no effect, one line each.</param>
    /// <exception cref="SettingsException">They can't be used: one line per problem.</exception>
    public static SiloSettings Read(IReadOnlyList<string> paths, ICollection<string> notices)
    {
        SiloSettings settings = paths.Count switch
        {
            0 => DemoSettings.Create(),
            _ when paths.All(IsIni) => SeedIni.Map([.. paths.Select(IniFile.Read)], notices),
            1 => ReadJson(paths[0]),
            _ => throw new SettingsException(["give one JSON file, or any number of INI files; they do not mix"]),
        };
        Check(settings);
        return settings;
    }

    /// <summary>Eight hexadecimal digits over the settings: part of the run's name.</summary>
    public static string HashOf(SiloSettings settings) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(settings, SiloSettings.Json)))[..8];

    private static bool IsIni(string path) => path.EndsWith(".ini", StringComparison.OrdinalIgnoreCase);

    private static SiloSettings ReadJson(string path)
    {
        if (!File.Exists(path))
            throw new SettingsException([$"{path}: no such file"]);
        try
        {
            return JsonSerializer.Deserialize<SiloSettings>(File.ReadAllText(path, Encoding.UTF8), SiloSettings.Json)
                ?? throw new SettingsException([$"{path}: the file holds null; write an object"]);
        }
        catch (JsonException error)
        {
            throw new SettingsException([$"{path}({error.LineNumber + 1}): {FirstLine(error.Message)}"]);
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0];

    private static void Check(SiloSettings settings)
    {
        var problems = new List<string>();
        if (settings.Version is < 1 or > SupportedVersion)
            problems.Add($"version: {settings.Version} is not supported; this build reads version {SupportedVersion}");
        if (settings.Mode is not ("paper" or "live"))
            problems.Add($"mode: '{settings.Mode}'; use paper or live");
        if (settings.Feed is not ("Direct" or "Stream"))
            problems.Add($"feed: '{settings.Feed}'; use Direct or Stream");
        if (!Enum.TryParse(settings.LogLevel, out LogLevel _))
            problems.Add($"logLevel: '{settings.LogLevel}'; use Trace, Debug, Information, Warning or Error");
        CheckJournal(settings, problems);
        CheckVenues(settings, problems);
        CheckStrategies(settings, problems);
        problems.AddRange((settings.Lease ?? new()).Problems(settings.Venues));
        CheckUnique((settings.Chains ?? []).Select(chain => chain.Name), "chains", problems);
        problems.AddRange((settings.Chains ?? []).SelectMany(chain => chain.Problems(settings.Mode)));
        if (problems.Count > 0)
            throw new SettingsException(problems);
    }

    private static void CheckJournal(SiloSettings settings, List<string> problems)
    {
        JournalSettings journal = settings.Journal;
        if (journal.Store is not ("File" or "PostgreSQL"))
            problems.Add($"journal.store: '{journal.Store}'; use File or PostgreSQL");
        if (journal.SnapshotEvery is < 100 or > 10_000_000)
            problems.Add($"journal.snapshotEvery: {journal.SnapshotEvery}; use 100 to 10,000,000");
        if ((journal.Store is "File") != (journal.Connection.Length == 0))
            problems.Add("journal.connection: a reference, env:NAME or file:PATH, is needed for PostgreSQL and has no meaning for File");
        if (journal.Store is "PostgreSQL" && !settings.PaperVenue.IsExternal && settings.Venues.Any(venue => venue.Endpoints == "paper"))
            problems.Add("journal.store: PostgreSQL keeps orders longer than a paper venue inside the silo lives; start the venue alone and set paperVenue.isExternal");
    }

    private static void CheckVenues(SiloSettings settings, List<string> problems)
    {
        if (settings.Venues.Count == 0)
            problems.Add("venues: none is configured; add one");
        CheckUnique(settings.Venues.Select(venue => venue.Id), "venues", problems);
        foreach (VenueSettings venue in settings.Venues)
        {
            string where = $"venues[{venue.Id}]";
            if (venue.Connector is not "binance-usdm")
                problems.Add($"{where}.connector: '{venue.Connector}' is not in this build; use binance-usdm");
            if (venue.Endpoints is not ("paper" or "testnet" or "production"))
                problems.Add($"{where}.endpoints: '{venue.Endpoints}'; use paper, testnet or production");
            if (venue.RecvWindowMs is < 100 or >= 60_000)
                problems.Add($"{where}.recvWindowMs: {venue.RecvWindowMs}; use 100 to 59,999");
            if (venue.BookPeriodMs is not (100 or 250 or 500) && (venue.BookPeriodMs != 25 || venue.Endpoints != "paper"))
                problems.Add($"{where}.bookPeriodMs: {venue.BookPeriodMs}; use 100, 250 or 500, or 25 on paper");
        }

        AccountSettingsEntry[] accounts = [.. settings.Venues.SelectMany(venue => venue.Accounts)];
        CheckUnique(settings.Venues.SelectMany(venue => venue.Accounts.Select(account => $"{venue.Id}:{account.Name}")), "accounts", problems);
        CheckUnique(accounts.Select(account => $"number {account.Number}"), "accounts", problems);
        foreach (AccountSettingsEntry account in accounts)
            CheckRisk(account, problems);
        foreach (AccountSettingsEntry account in accounts.Where(account => account.Number is < 0 or > ClientOrderId.MaxAccount))
            problems.Add($"accounts[{account.Name}].number: {account.Number}; use 0 to {ClientOrderId.MaxAccount}");
    }

    private static void CheckRisk(AccountSettingsEntry account, List<string> problems)
    {
        try
        {
            AccountLimits.Parse(account.Risk?.GetRawText() ?? "").ForAccount().Validate();
        }
        catch (ArgumentException error)
        {
            problems.Add($"accounts[{account.Name}].risk: {FirstLine(error.Message)}");
        }
    }

    private static void CheckStrategies(SiloSettings settings, List<string> problems)
    {
        var accounts = settings.Venues.SelectMany(venue => venue.Accounts.Select(account => $"{venue.Id}:{account.Name}")).ToHashSet(StringComparer.Ordinal);
        CheckUnique(settings.Strategies.Select(strategy => strategy.Id), "strategies", problems);
        foreach (StrategySettings strategy in settings.Strategies)
        {
            string where = $"strategies[{strategy.Id}]";
            if (strategy.Kind is not "market-making")
                problems.Add($"{where}.kind: '{strategy.Kind}' is not in this build; use market-making");
            if (!accounts.Contains(strategy.Account))
                problems.Add($"{where}.account: '{strategy.Account}' is not configured; configured: {string.Join(", ", accounts.Order())}");
            CheckInstrument(strategy, settings, where, problems);
        }
    }

    private static void CheckInstrument(StrategySettings strategy, SiloSettings settings, string where, List<string> problems)
    {
        try
        {
            InstrumentId id = InstrumentId.Parse(strategy.Instrument);
            if (!settings.Venues.Any(venue => venue.Id == id.Venue))
                problems.Add($"{where}.instrument: venue '{id.Venue}' is not configured");
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            problems.Add($"{where}.instrument: {FirstLine(error.Message)}");
        }
    }

    private static void CheckUnique(IEnumerable<string> names, string where, List<string> problems)
    {
        foreach (IGrouping<string, string> twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            problems.Add($"{where}: {twice.Key} stands {twice.Count()} times; each must be unique");
    }
}
