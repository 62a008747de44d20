using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance;

/// <summary>How the Binance USD-M connector behaves.</summary>
public sealed class BinanceOptions
{
    /// <summary>The venue's id in <c>venue:symbol</c>. Default <c>binance-usdm</c>.</summary>
    public string Venue { get; set; } = "binance-usdm";

    /// <summary>The account's name in <c>venue:account</c>. Default <c>main</c>.</summary>
    public string AccountName { get; set; } = "main";

    /// <summary>Where the venue is. Default: production.</summary>
    public BinanceEndpoints Endpoints { get; set; } = BinanceEndpoints.Production;

    /// <summary>How long after our stamp the venue may still execute a request. Default 2 s; 100 ms to 59.999 s. Short, so that late orders die.</summary>
    public TimeSpan RecvWindow { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How far our stamps stay behind the venue's clock, so that an error of the measured offset does not put them ahead. Default 10 ms; 0 to 500 ms.</summary>
    public TimeSpan ClockMargin { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often the venue's clock is measured. Default 3 min; 10 s to 1 h.</summary>
    public TimeSpan ClockRefresh { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a REST reply may take. Default 5 s; 100 ms to 1 min.</summary>
    public TimeSpan RestTimeOut { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A request on the order socket without reply is in doubt after this. Default 5 s; 100 ms to 1 min.</summary>
    public TimeSpan ReplyTimeOut { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether orders and cancels go by REST while the order socket is down. Default true.</summary>
    public bool RestFallback { get; set; } = true;

    /// <summary>Requests that may be in flight at once. Default 1024; 1 to 65,536.</summary>
    public int MaxInFlight { get; set; } = 1024;

    /// <summary>The book stream's period: 100, 250 or 500 ms; the simulated venue also offers 25. Default 100.</summary>
    public int BookPeriodMs { get; set; } = 100;

    /// <summary>Levels per side of a book snapshot: 100 (weight 5), 500 (10) or 1000 (20). Default 1000.</summary>
    public int SnapshotLevels { get; set; } = 1000;

    /// <summary>Snapshots that may be asked for at once, all books together, after a while without. Default 20: 400 weight; 1 to 50.</summary>
    public int SnapshotBurst { get; set; } = 20;

    /// <summary>After a burst there is one snapshot more for each such time. Default 1 s, which is 1,200 of a minute's 2,400 weight; 10 ms to 1 min.</summary>
    public TimeSpan SnapshotSpacing { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A market data socket that brings nothing for this long is taken for dead. Default 8 s; 500 ms to 5 min.</summary>
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Sockets are exchanged after this, before the venue cuts them at 24 h. Default 23 h; 1 min to 23 h 50 min.</summary>
    public TimeSpan SocketLife { get; set; } = TimeSpan.FromHours(23);

    /// <summary>Upper end of the first wait before a reconnect. Default 250 ms; 10 ms to 1 min.</summary>
    public TimeSpan FirstReconnect { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Upper end of every wait before a reconnect. Default 15 s; the first wait to 10 min.</summary>
    public TimeSpan LongestReconnect { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the listen key is extended; it lives 60 min. Default 25 min; 1 to 50 min.</summary>
    public TimeSpan ListenKeyRefresh { get; set; } = TimeSpan.FromMinutes(25);

    /// <summary>Part of every limit that orders and queries may use; the rest is left to cancels. Default 0.9; 0.1 to 1.</summary>
    public double BudgetShare { get; set; } = 0.9;

    /// <summary>Fees of instruments whose own are not asked for. Default 2 and 5 basis points, the venue's first tier.</summary>
    public Fees DefaultFees { get; set; } = new(MakerE8: 20_000, TakerE8: 50_000);

    /// <summary>Symbols whose fees are asked for when instruments are read: 20 weight each. Default none.</summary>
    public IReadOnlyList<string> FeeSymbols { get; set; } = [];

    /// <summary>Seed of the jitter of reconnects. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The same for another account.</summary>
    /// <param name="accountName">The account's name in <c>venue:account</c>.</param>
    public BinanceOptions For(string accountName)
    {
        var options = (BinanceOptions)MemberwiseClone();
        options.AccountName = accountName;
        return options;
    }

    internal string Account => $"{Venue}:{AccountName}";

    /// <summary>Refuses options that make no sense, all problems in one message.</summary>
    /// <exception cref="ArgumentException">At least one option is outside its range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Endpoints.AddProblems(problems);
        Require(RecvWindow, 100, 59_999, nameof(RecvWindow), problems);
        Require(ClockMargin, 0, 500, nameof(ClockMargin), problems);
        Require(ClockRefresh, 10_000, 3_600_000, nameof(ClockRefresh), problems);
        Require(RestTimeOut, 100, 60_000, nameof(RestTimeOut), problems);
        Require(ReplyTimeOut, 100, 60_000, nameof(ReplyTimeOut), problems);
        Require(SnapshotSpacing, 10, 60_000, nameof(SnapshotSpacing), problems);
        Require(SilentAfter, 500, 300_000, nameof(SilentAfter), problems);
        Require(SocketLife, 60_000, 85_800_000, nameof(SocketLife), problems);
        Require(FirstReconnect, 10, 60_000, nameof(FirstReconnect), problems);
        Require(LongestReconnect, FirstReconnect.TotalMilliseconds, 600_000, nameof(LongestReconnect), problems);
        Require(ListenKeyRefresh, 60_000, 3_000_000, nameof(ListenKeyRefresh), problems);
        Require(MaxInFlight is >= 1 and <= 65_536, $"{nameof(MaxInFlight)} must be 1 to 65,536.", problems);
        Require(BookPeriodMs is 25 or 100 or 250 or 500, $"{nameof(BookPeriodMs)} must be 25, 100, 250 or 500.", problems);
        Require(SnapshotBurst is >= 1 and <= 50, $"{nameof(SnapshotBurst)} must be 1 to 50.", problems);
        Require(SnapshotLevels is 100 or 500 or 1000, $"{nameof(SnapshotLevels)} must be 100, 500 or 1000.", problems);
        Require(BudgetShare is >= 0.1 and <= 1, $"{nameof(BudgetShare)} must be 0.1 to 1.", problems);
        Require(AccountName.Length > 0, $"{nameof(AccountName)} must not be empty.", problems);
        if (problems.Count > 0)
            throw new ArgumentException($"Binance options: {string.Join(' ', problems)}");
    }

    private static void Require(TimeSpan value, double minMs, double maxMs, string name, List<string> problems) => Require(
        value.TotalMilliseconds >= minMs && value.TotalMilliseconds <= maxMs,
        $"{name} is {value.TotalMilliseconds} ms: it must be {minMs} to {maxMs} ms.", problems);

    private static void Require(bool isSound, string problem, List<string> problems)
    {
        if (!isSound)
            problems.Add(problem);
    }
}
