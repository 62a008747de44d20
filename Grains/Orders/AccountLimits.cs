using System.Text.Json;
using System.Text.Json.Serialization;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;
using Quern.Grains.Interfaces.Catalogue;

namespace Quern.Grains.Orders;

/// <summary>An account's limits as they are configured: in units of the market, before they become ticks, lots and smallest units.</summary>
public sealed record AccountLimits
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Largest single order, in units of the base asset or contract. Above 0. Default 100.</summary>
    public decimal MaxOrder { get; init; } = 100;

    /// <summary>Largest position either way if everything open traded, in units of the base asset or contract. Above 0. Default 1,000.</summary>
    public decimal MaxPosition { get; init; } = 1_000;

    /// <summary>Largest price × size of a single order, in the quote asset. Above 0. Default 100,000.</summary>
    public decimal MaxOrderNotional { get; init; } = 100_000;

    /// <summary>How far through the touch a price may lie, in millionths of it. 1 to 1,000,000. Default 20,000.</summary>
    public int PriceBandPpm { get; init; } = 20_000;

    /// <summary>A book older than this is not quoted on, in milliseconds. 1 to 3,600,000. Default 2,000.</summary>
    public int StaleAfterMs { get; init; } = 2_000;

    /// <summary>Open orders per instrument. 1 to 10,000. Default 100.</summary>
    public int MaxOpenOrders { get; init; } = 100;

    /// <summary>New orders per second on the long run. 1 to 100,000. Default 15: Binance takes 1,200 a minute.</summary>
    public int OrdersPerSecond { get; init; } = 15;

    /// <summary>New orders at once after a pause. 1 to 100,000. Default 50: Binance takes 300 in ten seconds.</summary>
    public int OrderBurst { get; init; } = 50;

    /// <summary>Moves quotes by replace where one can stand for another; otherwise by cancel and a new order. Default false.</summary>
    public bool MoveByReplace { get; init; }

    /// <summary>How long a request may take to reach the venue, in milliseconds. 100 to 60,000. Default 2,000.</summary>
    public int RequestWindowMs { get; init; } = 2_000;

    /// <summary>
    /// Loss since the start of the day (UTC) from which on only reduce-only orders pass, in <see cref="LossAsset"/>. Above 0. Default: no limit.
    /// </summary>
    public decimal? MaxLoss { get; init; }

    /// <summary>
    /// Fall from the day's highest equity from which on only reduce-only orders pass, in <see cref="LossAsset"/>. Above 0. Default: no limit.
    /// </summary>
    public decimal? MaxDrawdown { get; init; }

    /// <summary>The asset in which loss and drawdown are counted. Default: the settlement asset, when all instruments of the account share one.</summary>
    public string LossAsset { get; init; } = "";

    /// <summary>With such a limit: nothing new is sent when the account's equity was not heard for so long, in milliseconds. 1,000 to 3,600,000. Default 10,000.</summary>
    public int EquityStaleAfterMs { get; init; } = 10_000;

    /// <summary>Reads what is configured, and turns it into what the order manager counts in.</summary>
    /// <exception cref="ArgumentException">A key is unknown, or a value is out of its range.</exception>
    public static AccountSettings Read(AccountEntry entry, IEnumerable<Instrument> instruments)
    {
        AccountLimits limits = Parse(entry.Settings);
        Dictionary<InstrumentId, InstrumentLimits> each = instruments.ToDictionary(instrument => instrument.Id, limits.For);
        var settings = new AccountSettings
        {
            Account = entry.Id,
            AccountNumber = entry.Number,
            RequestWindowNs = limits.RequestWindowMs * 1_000_000L,
            MoveByReplace = limits.MoveByReplace,
            Limits = limits.ForAccount() with { PerInstrument = each },
        };
        settings.Validate();
        return settings;
    }

    /// <summary>Reads what is configured; the defaults when nothing is.</summary>
    /// <exception cref="ArgumentException">A key is unknown, a value malformed or out of its range.</exception>
    public static AccountLimits Parse(string settings)
    {
        try
        {
            AccountLimits limits = settings.Length == 0 ? new() : JsonSerializer.Deserialize<AccountLimits>(settings, Json) ?? new();
            limits.CheckAmounts();
            return limits;
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"The account's limits can't be read: {error.Message.Split('\n')[0]}", nameof(settings), error);
        }
    }

    /// <summary>What holds for the account as a whole; instruments have the strictest limits there are.</summary>
    public RiskLimits ForAccount() => new()
    {
        Default = new() { MaxOrderLots = 1, MaxPositionLots = 1 },
        OrdersPerSecond = OrdersPerSecond,
        OrderBurst = OrderBurst,
        MaxLossE8 = E8(MaxLoss),
        MaxDrawdownE8 = E8(MaxDrawdown),
        EquityStaleAfterNs = EquityStaleAfterMs * 1_000_000L,
    };

    private void CheckAmounts()
    {
        Check(MaxOrder, nameof(MaxOrder));
        Check(MaxPosition, nameof(MaxPosition));
        Check(MaxOrderNotional, nameof(MaxOrderNotional));
        Check(MaxLoss ?? 1, nameof(MaxLoss));
        Check(MaxDrawdown ?? 1, nameof(MaxDrawdown));
        if (LossAsset.Length > 0 && MaxLoss is null && MaxDrawdown is null)
            throw new ArgumentException($"lossAsset is {LossAsset}, but neither maxLoss nor maxDrawdown is set.");
    }

    private static void Check(decimal amount, string name)
    {
        if (amount is < 0.00000001m or > 10_000_000_000m)
            throw new ArgumentException(FormattableString.Invariant($"{JsonNamingPolicy.CamelCase.ConvertName(name)} is {amount}; use 0.00000001 to 10,000,000,000."));
    }

    private static long E8(decimal? amount) => amount is { } limited ? (long)(limited * 100_000_000m) : long.MaxValue;

    private InstrumentLimits For(Instrument instrument) => new()
    {
        MaxOrderLots = Lots(MaxOrder, instrument),
        MaxPositionLots = Lots(MaxPosition, instrument),
        MaxOrderNotionalE8 = (long)(MaxOrderNotional * 100_000_000m),
        PriceBandPpm = PriceBandPpm,
        MaxOpenOrders = MaxOpenOrders,
        StaleAfterNs = StaleAfterMs * 1_000_000L,
    };

    private static long Lots(decimal units, Instrument instrument) => (long)(units * (decimal)Decimals.PowerOfTen(instrument.QuantityScale));
}
