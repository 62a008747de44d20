using System.Globalization;

namespace Quern.Silo.Configuration;

/// <summary>
/// Maps the INI files of the multi-process predecessor (trader, trading engine, market server) to <see cref="SiloSettings"/>: one silo takes
/// the place of all its processes. Every key of those files is known; a missing or unknown one is an error of one line.
/// </summary>
public static class SeedIni
{
    private const string DefaultAccount = "main";

    // Section, key, and what to write when it is missing.
    private static readonly (string Section, string Key, string Example)[] Trader =
    [
        ("GLOBAL", "PROCESS_NAME", "trading_strategy"),
        ("GLOBAL", "LOG_LEVEL", "INFO"),
        ("GLOBAL", "ENABLED_EXCHANGES", "BINANCE"),
        ("PUBLISHERS", "ORDER_EVENTS_PUB_ENDPOINT", "tcp://127.0.0.1:6002"),
        ("PUBLISHERS", "POSITION_EVENTS_PUB_ENDPOINT", "tcp://127.0.0.1:6003"),
        ("SUBSCRIBERS", "MARKET_SERVER_SUB_ENDPOINT", "tcp://127.0.0.1:7001"),
        ("SUBSCRIBERS", "TRADING_ENGINE_SUB_ENDPOINT", "tcp://127.0.0.1:7003"),
        ("SUBSCRIBERS", "POSITION_SERVER_SUB_ENDPOINT", "tcp://127.0.0.1:7002"),
    ];

    private static readonly (string Section, string Key, string Example)[] TradingEngine =
    [
        ("GLOBAL", "EXCHANGE_NAME", "BINANCE"),
        ("GLOBAL", "ASSET_TYPE", "futures"),
        ("GLOBAL", "API_KEY", "${BINANCE_API_KEY}"),
        ("GLOBAL", "API_SECRET", "${BINANCE_API_SECRET}"),
        ("HTTP_API", "HTTP_BASE_URL", "https://fapi.binance.com"),
        ("HTTP_API", "HTTP_TIMEOUT_MS", "5000"),
        ("HTTP_API", "API_REQUESTS_PER_SECOND", "10"),
        ("WEBSOCKET", "WS_PRIVATE_URL", "wss://fstream.binance.com/ws"),
        ("WEBSOCKET", "ENABLE_PRIVATE_WEBSOCKET", "true"),
        ("WEBSOCKET", "PRIVATE_CHANNELS", "order_update,account_update,balance_update"),
    ];

    private static readonly (string Section, string Key, string Example)[] MarketServer =
    [
        ("GLOBAL", "EXCHANGE_NAME", "BINANCE"),
        ("GLOBAL", "ASSET_TYPE", "futures"),
        ("WEBSOCKET", "WS_PUBLIC_URL", "wss://fstream.binance.com/ws"),
        ("WEBSOCKET", "WS_RECONNECT_INTERVAL_MS", "5000"),
        ("MARKET_DATA", "SYMBOLS", "BTCUSDT,ETHUSDT"),
        ("MARKET_DATA", "COLLECT_TICKER", "true"),
        ("MARKET_DATA", "COLLECT_ORDERBOOK", "true"),
    ];

    /// <summary>Reads the files together.</summary>
    /// <param name="files">A market server per exchange, its trading engine, and the trader.</param>
    /// <param name="notices">Takes what was read and has no effect in Quern, one line each.</param>
    /// <exception cref="SettingsException">Something is missing, unknown or malformed: one line each.</exception>
    public static SiloSettings Map(IReadOnlyList<IniFile> files, ICollection<string> notices)
    {
        var problems = new List<string>();
        IniFile? trader = null;
        var engines = new SortedDictionary<string, IniFile>(StringComparer.Ordinal);
        var markets = new SortedDictionary<string, IniFile>(StringComparer.Ordinal);
        foreach (IniFile file in files)
        {
            (string Section, string Key, string Example)[] keys = Kind(file);
            Check(file, keys, problems);
            if (keys == Trader)
                trader = file;
            else
                (keys == MarketServer ? markets : engines)[Exchange(file)] = file;
        }

        if (markets.Count == 0)
            problems.Add("no market server file was given: add one with [MARKET_DATA] SYMBOLS");
        if (problems.Count > 0)
            throw new SettingsException(problems);

        foreach (string exchange in Enabled(trader, markets.Keys).Except(["BINANCE"], StringComparer.Ordinal))
            notices.Add($"{exchange}: no connector in this build, left out");
        notices.Add("endpoints of the former processes (tcp://…) are read and not needed: one silo does their work");

        return Build(trader, markets.GetValueOrDefault("BINANCE"), engines.GetValueOrDefault("BINANCE"));
    }

    private static SiloSettings Build(IniFile? trader, IniFile? market, IniFile? engine)
    {
        const string venue = "binance-usdm";
        string[] symbols = Split(market?.Raw("MARKET_DATA", "SYMBOLS") ?? "");
        return new()
        {
            LogLevel = Level(trader?.Raw("GLOBAL", "LOG_LEVEL")),
            Venues =
            [
                new()
                {
                    Id = venue,
                    Accounts =
                    [
                        new()
                        {
                            Name = DefaultAccount,
                            Number = 1,
                            Key = Reference(engine, "API_KEY"),
                            Secret = Reference(engine, "API_SECRET"),
                        },
                    ],
                },
            ],
            Strategies =
            [
                .. symbols.Select(symbol => new StrategySettings
                {
                    Id = $"mm-{symbol.ToLowerInvariant()}",
                    Instrument = $"{venue}:{symbol}",
                    Account = $"{venue}:{DefaultAccount}",
                }),
            ],
        };
    }

    private static (string Section, string Key, string Example)[] Kind(IniFile file) => file switch
    {
        _ when file.Has("MARKET_DATA") => MarketServer,
        _ when file.Has("HTTP_API") => TradingEngine,
        _ when file.Has("SUBSCRIBERS") || file.Has("PUBLISHERS") => Trader,
        _ => throw new SettingsException([$"{file.Path}: not one of the known files; a market server has [MARKET_DATA], a trading engine [HTTP_API], a trader [SUBSCRIBERS]"]),
    };

    private static void Check(IniFile file, (string Section, string Key, string Example)[] keys, List<string> problems)
    {
        foreach ((string section, string key, string example) in keys)
        {
            if (string.IsNullOrEmpty(file.Raw(section, key)))
                problems.Add($"{file.Where(section, key)}: [{section}] {key} is missing; write for example {key}={example}");
        }

        foreach ((string section, string key) in file.Keys.Order())
        {
            if (!keys.Any(known => known.Section == section && known.Key == key))
                problems.Add($"{file.Where(section, key)}: [{section}] {key} is unknown");
        }

        CheckNumber(file, "HTTP_API", "HTTP_TIMEOUT_MS", problems);
        CheckNumber(file, "HTTP_API", "API_REQUESTS_PER_SECOND", problems);
        CheckNumber(file, "WEBSOCKET", "WS_RECONNECT_INTERVAL_MS", problems);
    }

    private static void CheckNumber(IniFile file, string section, string key, List<string> problems)
    {
        if (file.Raw(section, key) is { Length: > 0 } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0))
        {
            problems.Add($"{file.Where(section, key)}: [{section}] {key}={text} is no whole number above zero");
        }
    }

    // Secrets stay references: ${NAME} becomes env:NAME, and a literal secret is refused.
    private static string Reference(IniFile? engine, string key)
    {
        string text = engine?.Raw("GLOBAL", key) ?? "";
        if (text.Length == 0)
            return "";
        return text.StartsWith("${", StringComparison.Ordinal) && text.EndsWith('}')
            ? $"env:{text[2..^1]}"
            : throw new SettingsException([$"{engine!.Where("GLOBAL", key)}: [GLOBAL] {key} holds a literal; write ${{NAME}} and set that environment variable"]);
    }

    private static string Exchange(IniFile file) => (file.Raw("GLOBAL", "EXCHANGE_NAME") ?? "").ToUpperInvariant();

    private static IEnumerable<string> Enabled(IniFile? trader, IEnumerable<string> markets) =>
        trader?.Raw("GLOBAL", "ENABLED_EXCHANGES") is { } list ? Split(list.ToUpperInvariant()) : markets;

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Level(string? level) => level?.ToUpperInvariant() switch
    {
        "DEBUG" => "Debug",
        "WARN" or "WARNING" => "Warning",
        "ERROR" => "Error",
        _ => "Information",
    };
}
