using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quern.Silo.Configuration;

/// <summary>Everything that can be configured: one typed, versioned schema. JSON and the INI files of earlier systems map to it; an unknown key is an error.</summary>
public sealed record SiloSettings
{
    /// <summary>Version of this schema. Today 1; a higher one is refused.</summary>
    public int Version { get; init; } = 1;

    /// <summary><c>paper</c> (default): no order leaves for a real venue. <c>live</c> also needs <c>--live</c> on the command line.</summary>
    public string Mode { get; init; } = "paper";

    /// <summary>Seed of everything drawn by chance: the paper venue's flow, back-off jitter. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where journals, the API key and logs are kept. Default: the user's own data folder, <c>quern</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Where the control API listens. Default <c>http://127.0.0.1:7080</c>; only loopback addresses are accepted without TLS.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:7080";

    /// <summary><c>Direct</c> (default): books call strategies. <c>Stream</c>: through the engine's streams alone.</summary>
    public string Feed { get; init; } = "Direct";

    /// <summary>Lowest level that is logged: Trace, Debug, Information (default), Warning, Error.</summary>
    public string LogLevel { get; init; } = "Information";

    /// <summary>Where journals are kept.</summary>
    public JournalSettings Journal { get; init; } = new();

    /// <summary>How long an owner of an account may send without being heard of. Default: the defaults of its members.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeaseSettings? Lease { get; init; }

    /// <summary>The simulated venue, used by paper mode.</summary>
    public PaperVenueSettings PaperVenue { get; init; } = new();

    /// <summary>The venues to reach.</summary>
    public IReadOnlyList<VenueSettings> Venues { get; init; } = [];

    /// <summary>The strategies to run.</summary>
    public IReadOnlyList<StrategySettings> Strategies { get; init; } = [];

    /// <summary>Chains with pools to watch and wallets to sign with. Default none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChainEntry>? Chains { get; init; }

    /// <summary>Desks with a fixed place, for clusters: desk to silo endpoint. Empty by default.</summary>
    public IReadOnlyDictionary<string, string> Pins { get; init; } = new Dictionary<string, string>();

    /// <summary>How settings are read and written: unknown keys are refused, comments and trailing commas allowed.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.Strict,
    };
}

/// <summary>Where journals are kept.</summary>
public sealed record JournalSettings
{
    /// <summary><c>File</c> (default): in the data folder, for one machine. <c>PostgreSQL</c>: in a database, for clusters.</summary>
    public string Store { get; init; } = "File";

    /// <summary>Records between two snapshots of an account's orders, or of its ledger. 100 to 10,000,000. Default 10,000.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SnapshotEvery { get; init; }

    /// <summary>For PostgreSQL, Npgsql's connection string: a reference, <c>env:NAME</c> or <c>file:PATH</c>. No default.</summary>
    public string Connection { get; init; } = "";
}

/// <summary>The simulated venue.</summary>
public sealed record PaperVenueSettings
{
    /// <summary>Where it listens when it runs inside the silo, or where the one started alone is found. Default <c>http://127.0.0.1:7090</c>.</summary>
    public string Url { get; init; } = "http://127.0.0.1:7090";

    /// <summary>True when it runs in a process of its own (<c>quern venue</c>). Default false: inside the silo.</summary>
    public bool IsExternal { get; init; }
}

/// <summary>One venue.</summary>
public sealed record VenueSettings
{
    /// <summary>Lower case, one per market, for example <c>binance-usdm</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Which connector speaks to it: <c>binance-usdm</c>.</summary>
    public string Connector { get; init; } = "binance-usdm";

    /// <summary><c>paper</c> (default): the simulated venue. <c>testnet</c>, <c>production</c>: the venue itself; orders only with <c>--live</c>.</summary>
    public string Endpoints { get; init; } = "paper";

    /// <summary>Single endpoints that differ from the set, by name: rest, publicStream, marketStream, privateStream, webSocketApi.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a request may take to reach the venue, 100 to 60,000 ms. Default 2,000.</summary>
    public int RecvWindowMs { get; init; } = 2000;

    /// <summary>How often changes of a book are sent: 100, 250 or 500 ms; on paper also 25. Default 100.</summary>
    public int BookPeriodMs { get; init; } = 100;

    /// <summary>The accounts there.</summary>
    public IReadOnlyList<AccountSettingsEntry> Accounts { get; init; } = [];
}

/// <summary>One account at a venue.</summary>
public sealed record AccountSettingsEntry
{
    /// <summary>Its name; with the venue it makes the account's id, <c>venue:name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>0 to 2,047, unique: part of every client order id.</summary>
    public required int Number { get; init; }

    /// <summary>Public part of the key: a reference, <c>env:NAME</c> or <c>file:PATH</c>. Empty on the paper venue: the demo key.</summary>
    public string Key { get; init; } = "";

    /// <summary>Secret part of the key: a reference, <c>env:NAME</c> or <c>file:PATH</c>. Empty on the paper venue: the demo secret.</summary>
    public string Secret { get; init; } = "";

    /// <summary>What it trades together with. Default: the account's own desk.</summary>
    public string? Desk { get; init; }

    /// <summary>Limits of the account: the members of <c>AccountLimits</c>, in units of the market; <c>docs/risk-limits.md</c> lists them.</summary>
    public JsonElement? Risk { get; init; }
}

/// <summary>One strategy.</summary>
public sealed record StrategySettings
{
    /// <summary>Unique.</summary>
    public required string Id { get; init; }

    /// <summary>Which strategy. Default <c>market-making</c>.</summary>
    public string Kind { get; init; } = "market-making";

    /// <summary><c>venue:symbol</c>.</summary>
    public required string Instrument { get; init; }

    /// <summary><c>venue:account</c>.</summary>
    public required string Account { get; init; }

    /// <summary>True (default) when it starts quoting as soon as its account is ready.</summary>
    public bool AutoStart { get; init; } = true;

    /// <summary>The strategy's own settings; see <c>Domain/Strategies</c> for units, ranges and defaults.</summary>
    public JsonElement? Settings { get; init; }
}
