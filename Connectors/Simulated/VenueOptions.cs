using Quern.Connectors.Simulated.Flow;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated;

/// <summary>Everything that makes one simulated venue differ from another. The same options, clock and requests give the same events.</summary>
public sealed record VenueOptions
{
    /// <summary>What is traded. Default BTCUSDT, ETHUSDT and SOLUSDT.</summary>
    public IReadOnlyList<VenueInstrument> Instruments { get; init; } = VenueInstrument.Defaults;

    /// <summary>Who may trade. Default the demo account.</summary>
    public IReadOnlyList<VenueAccountOptions> Accounts { get; init; } = [VenueAccountOptions.Demo];

    /// <summary>What is charged, in hundred-millionths of the notional. Default 2 basis points for makers, 5 for takers.</summary>
    public Fees Fees { get; init; } = new(20_000, 50_000);

    /// <summary>Seeds order flow, sequence gaps and faults. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The crowd that trades; null leaves the books to the accounts. Default a moderately busy market.</summary>
    public FlowOptions? Flow { get; init; } = new();

    /// <summary>Request and order limits. Default the real ones.</summary>
    public VenueLimits Limits { get; init; } = new();

    /// <summary>Position value per unit of margin, 1 to 125. Default 20.</summary>
    public int Leverage { get; init; } = 20;

    /// <summary>How often funding is paid, counted from midnight UTC. Default 8 h.</summary>
    public TimeSpan FundingInterval { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long an order request travels from the gateway to the matching core. Default none.</summary>
    public TimeSpan MatchingDelay { get; init; }
}

/// <summary>A trading account and its key.</summary>
/// <param name="Name">For reports; the wire never shows it.</param>
/// <param name="Key">The public part of the API key.</param>
/// <param name="Secret">The private part, which signs.</param>
/// <param name="WalletE8">Paper money at the start, in 10^-8 USDT.</param>
public sealed record VenueAccountOptions(string Name, string Key, string Secret, Int128 WalletE8)
{
    /// <summary>One million USDT, in 10^-8.</summary>
    public static readonly Int128 Million = 1_000_000_00000000;

    /// <summary>
    /// The account that everybody may use: key <c>quern-demo-key</c>, secret <c>quern-demo-secret</c>, one million USDT of paper money. It
    /// exists in the simulated venue alone, so there is nothing to protect.
    /// </summary>
    public static VenueAccountOptions Demo { get; } = new("demo", "quern-demo-key", "quern-demo-secret", Million);

    /// <summary>Names neither part of the key.</summary>
    public override string ToString() => $"VenueAccountOptions {{ {Name} }}";
}

/// <summary>How much may be asked of the venue.</summary>
public sealed record VenueLimits
{
    /// <summary>Request weight per minute and address. Default 2,400.</summary>
    public int WeightPerMinute { get; init; } = 2_400;

    /// <summary>New and changed orders per ten seconds and account. Default 300.</summary>
    public int OrdersPerTenSeconds { get; init; } = 300;

    /// <summary>New and changed orders per minute and account. Default 1,200.</summary>
    public int OrdersPerMinute { get; init; } = 1_200;

    /// <summary>Requests refused for weight within one minute before the address is banned. Default 20.</summary>
    public int RefusalsBeforeBan { get; init; } = 20;

    /// <summary>The first ban; each further one lasts twice as long, up to three days. Default 2 min.</summary>
    public TimeSpan FirstBan { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Frames per second that a market-data client may send before it is cut. Default 10.</summary>
    public int ControlFramesPerSecond { get; init; } = 10;

    /// <summary>Streams on one market-data connection. Default 1,024.</summary>
    public int StreamsPerSocket { get; init; } = 1_024;

    /// <summary>How long a socket lives before the venue cuts it. Default 24 h.</summary>
    public TimeSpan SocketLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a listen key lives without being kept alive. Default 60 min.</summary>
    public TimeSpan ListenKeyLife { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Closed orders and fills kept for queries, each per account. Default 100,000; older ones are forgotten.</summary>
    public int HistoryPerAccount { get; init; } = 100_000;
}
