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

    /// <summary>Reads what is configured, and turns it into what the order manager counts in.</summary>
    /// <exception cref="ArgumentException">A key is unknown, or a value is out of its range.</exception>
    public static AccountSettings Read(AccountEntry entry, IEnumerable<Instrument> instruments)
    {
        AccountLimits limits = Parse(entry.Settings);
        Dictionary<InstrumentId, InstrumentLimits> each = instruments.ToDictionary(instrument => instrument.Id, limits.For);
        InstrumentLimits strictest = new() { MaxOrderLots = 1, MaxPositionLots = 1 };
        var settings = new AccountSettings
        {
            Account = entry.Id,
            AccountNumber = entry.Number,
            RequestWindowNs = limits.RequestWindowMs * 1_000_000L,
            MoveByReplace = limits.MoveByReplace,
            Limits = new()
            {
                Default = strictest,
                PerInstrument = each,
                OrdersPerSecond = limits.OrdersPerSecond,
                OrderBurst = limits.OrderBurst,
            },
        };
        settings.Validate();
        return settings;
    }

    /// <summary>Reads what is configured; the defaults when nothing is.</summary>
    /// <exception cref="ArgumentException">A key is unknown or a value malformed.</exception>
    public static AccountLimits Parse(string settings)
    {
        try
        {
            return settings.Length == 0 ? new() : JsonSerializer.Deserialize<AccountLimits>(settings, Json) ?? new();
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"The account's limits can't be read: {error.Message.Split('\n')[0]}", nameof(settings), error);
        }
    }

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
